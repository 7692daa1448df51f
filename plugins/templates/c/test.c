// Tests of the connector against a host in this process: no gateway, no network, done in a moment.

#include "chat4all/test_host.h"

#include "chat4all/hmac.h"

// What the service would send, signed as it signs.
static uint32_t callback(const char *body) {
  char signature[80] = "sha256=";
  uint8_t mac[32];
  c4a_hmac_sha256(c4a_text("hush"), c4a_text(body), mac);
  for (size_t i = 0; i < 32; i++) snprintf(signature + 7 + 2 * i, 3, "%02x", mac[i]);
  return test_callback("x-signature", signature, body);
}

int main(void) {
  // A setting that is missing is named.
  CHECK(test_start().code == C4A_BAD_CONFIG);
  test_setting("token", "t-1");
  test_setting("callback_secret", "hush");
  CHECK(test_start().code == C4A_OK);

  // A message becomes a request, and the service's id comes back.
  test_answer(201, NULL, "{\"id\":\"m-7\"}");
  test_result sent = test_send("+5511999990000", "Ol\303\241 \"Ana\"");
  CHECK(sent.code == C4A_OK);
  CHECK_TEXT(sent.remote_id, "m-7");
  CHECK_TEXT(test_request.url, "https://api.new-channel.example/messages");
  CHECK_TEXT(test_request.body, "{\"to\":\"+5511999990000\",\"text\":\"Ol\303\241 \\u0022Ana\\u0022\"}");
  CHECK_TEXT(test_header("authorization"), "Bearer t-1");
  CHECK_TEXT(test_header("idempotency-key"), "message-1");

  // What the service refuses, in the words that the gateway acts on.
  static const struct {
    uint32_t status;
    int32_t code;
  } refusals[] = {{400, C4A_PERMANENT}, {401, C4A_AUTH_FAILED}, {403, C4A_BLOCKED}, {404, C4A_NOT_FOUND},
                  {413, C4A_TOO_LARGE}, {500, C4A_RETRY},       {503, C4A_RETRY},   {504, C4A_UNCERTAIN}};
  for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
    test_answer(refusals[i].status, NULL, "");
    CHECK(test_send("+55", "hello").code == refusals[i].code);
  }
  test_answer(429, "7", "");
  sent = test_send("+55", "hello");
  CHECK(sent.code == C4A_RATE_LIMITED && sent.retry_after_ms == 7000);

  // Sent, and nobody knows whether it arrived: the connector must not say RETRY.
  test_answer(200, NULL, "{\"id\":");
  CHECK(test_send("+55", "hello").code == C4A_UNCERTAIN);
  test_no_answer(C4A_UNCERTAIN);
  CHECK(test_send("+55", "hello").code == C4A_UNCERTAIN);

  // Callbacks: signed ones become events, the same each time.
  const char *said = "{\"event_id\":\"e-1\",\"number\":1,\"type\":\"message\",\"message_id\":\"m-8\",\"from\":\"+55\","
                     "\"name\":\"Ana\",\"text\":\"Tudo bem? \\ud83d\\ude00\"}";
  CHECK(callback(said) == 200);
  CHECK(callback(said) == 200);
  CHECK(test_event_count == 2);
  CHECK_TEXT(test_events[0].event_id, "e-1");
  CHECK_TEXT(test_events[1].event_id, "e-1");
  CHECK(test_events[0].kind == C4A_EVENT_MESSAGE);
  CHECK_TEXT(test_events[0].sender, "+55");
  CHECK_TEXT(test_events[0].text, "Tudo bem? \360\237\230\200");
  CHECK(callback("{\"event_id\":\"e-2\",\"number\":2,\"type\":\"read\",\"message_id\":\"m-7\"}") == 200);
  CHECK(test_events[2].kind == C4A_EVENT_READ);
  CHECK_TEXT(test_events[2].ref_id, "m-7");

  // What is not signed, or cannot be read, leaves nothing behind.
  CHECK(test_callback("x-signature", "sha256=00", said) == 401);
  CHECK(test_callback("x-other", "", said) == 401);
  CHECK(callback("{\"event_id\":") == 400);
  CHECK(callback("[]") == 400);
  CHECK(test_event_count == 3);
  return test_stop();
}
