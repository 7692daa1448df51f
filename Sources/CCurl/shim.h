/*
 * What Swift cannot import by itself: curl_easy_setopt() and its relatives take any number of arguments of any type, so
 * each type of argument gets a function of its own; and a socket address is a union in disguise.
 */
#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

/* The checks of argument types are macros around the functions below, which have types. */
#define CURL_DISABLE_TYPECHECK 1

#include <curl/curl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

/* libcurl copies the text. NULL goes back to the default. */
static inline CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

/* For what libcurl keeps a pointer to; CURLOPT_COPYPOSTFIELDS copies, by the size that was set before. */
static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, const void *value) {
  return curl_easy_setopt(easy, option, value);
}

/* libcurl keeps the pointers: list, form and address have to outlive the transfer. */
static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_form(CURL *easy, curl_mime *value) {
  return curl_easy_setopt(easy, CURLOPT_MIMEPOST, value);
}

static inline CURLcode ccurl_set_url(CURL *easy, CURLU *value) { return curl_easy_setopt(easy, CURLOPT_CURLU, value); }

static inline CURLcode ccurl_on_header(CURL *easy, curl_write_callback callback, void *user) {
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, user);
  return curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, callback);
}

static inline CURLcode ccurl_on_body(CURL *easy, curl_write_callback callback, void *user) {
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, user);
  return curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, callback);
}

/* What a request sends, if it is neither in memory nor a form. */
static inline CURLcode ccurl_on_read(CURL *easy, curl_read_callback callback, void *user) {
  curl_easy_setopt(easy, CURLOPT_READDATA, user);
  return curl_easy_setopt(easy, CURLOPT_READFUNCTION, callback);
}

/* Called when that has to be sent again. */
static inline CURLcode ccurl_on_seek(CURL *easy, curl_seek_callback callback, void *user) {
  curl_easy_setopt(easy, CURLOPT_SEEKDATA, user);
  return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, callback);
}

static inline CURLcode ccurl_on_socket(CURL *easy, curl_opensocket_callback callback, void *user) {
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, user);
  return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, callback);
}

/* Called when a request is about to go out over a connection, a new one or one that was kept. */
static inline CURLcode ccurl_on_request(CURL *easy, curl_prereq_callback callback, void *user) {
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, user);
  return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
}

static inline CURLcode ccurl_set_private(CURL *easy, void *value) {
  return curl_easy_setopt(easy, CURLOPT_PRIVATE, value);
}

static inline void *ccurl_get_private(CURL *easy) {
  char *value = NULL;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &value);
  return value;
}

static inline long ccurl_get_long(CURL *easy, CURLINFO info) {
  long value = 0;
  curl_easy_getinfo(easy, info, &value);
  return value;
}

static inline curl_off_t ccurl_get_offset(CURL *easy, CURLINFO info) {
  curl_off_t value = 0;
  curl_easy_getinfo(easy, info, &value);
  return value;
}

/* Owned by the handle. */
static inline const char *ccurl_get_text(CURL *easy, CURLINFO info) {
  char *value = NULL;
  curl_easy_getinfo(easy, info, &value);
  return value;
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode ccurl_on_interest(CURLM *multi, curl_socket_callback callback, void *user) {
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, user);
  return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback);
}

static inline CURLMcode ccurl_on_timer(CURLM *multi, curl_multi_timer_callback callback, void *user) {
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, user);
  return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback);
}

/* The 4 or 16 bytes of an internet address, in network order; *count is 0 for another family. */
static inline const unsigned char *ccurl_address_bytes(const struct curl_sockaddr *address, int *count) {
  switch (address->family) {
  case AF_INET:
    *count = 4;
    return (const unsigned char *)&((const struct sockaddr_in *)&address->addr)->sin_addr;
  case AF_INET6:
    *count = 16;
    return (const unsigned char *)&((const struct sockaddr_in6 *)&address->addr)->sin6_addr;
  default:
    *count = 0;
    return NULL;
  }
}

/* epoll_ctl() without the union. */
static inline int ccurl_watch(int epoll, int operation, int descriptor, uint32_t events) {
  struct epoll_event event;
  memset(&event, 0, sizeof event);
  event.events = events;
  event.data.fd = descriptor;
  return epoll_ctl(epoll, operation, descriptor, &event);
}

/* Waits for up to 128 descriptors; fills in each with its events and returns how many. */
#define CCURL_READY_MAX 128
static inline int ccurl_ready(int epoll, int milliseconds, int *descriptors, uint32_t *events) {
  struct epoll_event ready[CCURL_READY_MAX];
  int count = epoll_wait(epoll, ready, CCURL_READY_MAX, milliseconds);
  for (int i = 0; i < count; i++) {
    descriptors[i] = ready[i].data.fd;
    events[i] = ready[i].events;
  }
  return count;
}

/* glibc hides this from Swift behind _GNU_SOURCE. */
extern int pthread_setname_np(pthread_t thread, const char *name);

#endif
