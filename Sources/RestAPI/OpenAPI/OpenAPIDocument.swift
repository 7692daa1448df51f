// Made from docs/openapi.json by `make generate`; edit that file.
// swift-format-ignore-file

/// The OpenAPI document, as it is served.
let openAPIDocument = #"""
{
  "openapi": "3.1.0",
  "info": {
    "title": "Chat4All",
    "version": "1.0.0",
    "summary": "One API for messages between users of many messaging platforms.",
    "description": "Every answer carries X-Request-Id, and every answer to a client under /v1 the RateLimit headers. Errors are problem documents (RFC 9457); programs branch on `code`. Members that a request may not have are refused; answers may gain members. An address answers 405 with Allow to methods that are not listed here, and HEAD wherever GET is listed.",
    "license": {
      "name": "Apache-2.0",
      "identifier": "Apache-2.0"
    }
  },
  "servers": [
    {
      "url": "/"
    }
  ],
  "tags": [
    {
      "name": "Authentication",
      "description": "Access tokens for client credentials."
    },
    {
      "name": "Conversations",
      "description": "Who talks to whom."
    },
    {
      "name": "Messages",
      "description": "Sending messages and following them."
    },
    {
      "name": "Users",
      "description": "People and their addresses on channels."
    },
    {
      "name": "Webhooks",
      "description": "Telling a developer's server what happened."
    },
    {
      "name": "Ingress",
      "description": "What platforms call."
    },
    {
      "name": "Operation",
      "description": "For operators and monitoring."
    }
  ],
  "paths": {
    "/auth/token": {
      "post": {
        "operationId": "createToken",
        "tags": [
          "Authentication"
        ],
        "summary": "Get an access token",
        "description": "Takes client credentials as JSON, as a form (RFC 6749, section 4.4), or as a form with HTTP Basic.",
        "security": [
          {},
          {
            "clientBasic": []
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/TokenRequest"
              }
            },
            "application/x-www-form-urlencoded": {
              "schema": {
                "$ref": "#/components/schemas/TokenForm"
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "An access token.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "Cache-Control": {
                "$ref": "#/components/headers/NoStore"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Token"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "description": "The client id or the client secret is wrong: `invalid_client`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "WWW-Authenticate": {
                "$ref": "#/components/headers/Authenticate"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          },
          "408": {
            "$ref": "#/components/responses/RequestTimeout"
          },
          "413": {
            "$ref": "#/components/responses/BodyTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "description": "Too many tokens were asked for: `rate_limited`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "Retry-After": {
                "$ref": "#/components/headers/RetryAfter"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/conversations": {
      "post": {
        "operationId": "createConversation",
        "tags": [
          "Conversations"
        ],
        "summary": "Make a conversation",
        "security": [
          {
            "oauth2": [
              "messages:write"
            ]
          },
          {
            "bearer": [
              "messages:write"
            ]
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/CreateConversation"
              },
              "example": {
                "type": "private",
                "members": [
                  "ana",
                  "bruno"
                ]
              }
            }
          }
        },
        "responses": {
          "201": {
            "description": "The new conversation.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              },
              "Location": {
                "$ref": "#/components/headers/Location"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Conversation"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "408": {
            "$ref": "#/components/responses/RequestTimeout"
          },
          "413": {
            "$ref": "#/components/responses/BodyTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      },
      "get": {
        "operationId": "listConversations",
        "tags": [
          "Conversations"
        ],
        "summary": "List conversations",
        "security": [
          {
            "oauth2": [
              "messages:read"
            ]
          },
          {
            "bearer": [
              "messages:read"
            ]
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Member"
          },
          {
            "$ref": "#/components/parameters/ConversationCursor"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "One part of the list.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/ConversationPage"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/conversations/{conversation_id}": {
      "parameters": [
        {
          "$ref": "#/components/parameters/ConversationId"
        }
      ],
      "get": {
        "operationId": "getConversation",
        "tags": [
          "Conversations"
        ],
        "summary": "Read a conversation",
        "security": [
          {
            "oauth2": [
              "messages:read"
            ]
          },
          {
            "bearer": [
              "messages:read"
            ]
          }
        ],
        "responses": {
          "200": {
            "description": "The conversation.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Conversation"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/conversations/{conversation_id}/messages": {
      "parameters": [
        {
          "$ref": "#/components/parameters/ConversationId"
        }
      ],
      "get": {
        "operationId": "listMessages",
        "tags": [
          "Messages"
        ],
        "summary": "Read a conversation's history",
        "security": [
          {
            "oauth2": [
              "messages:read"
            ]
          },
          {
            "bearer": [
              "messages:read"
            ]
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/Since"
          },
          {
            "$ref": "#/components/parameters/MessageCursor"
          },
          {
            "$ref": "#/components/parameters/Limit"
          },
          {
            "$ref": "#/components/parameters/Order"
          }
        ],
        "responses": {
          "200": {
            "description": "One part of the history.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/MessagePage"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/conversations/{conversation_id}/members": {
      "parameters": [
        {
          "$ref": "#/components/parameters/ConversationId"
        }
      ],
      "post": {
        "operationId": "addMember",
        "tags": [
          "Conversations"
        ],
        "summary": "Let a user join a group",
        "security": [
          {
            "oauth2": [
              "messages:write"
            ]
          },
          {
            "bearer": [
              "messages:write"
            ]
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/AddMember"
              },
              "example": {
                "user_id": "carla"
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The conversation with the member.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Conversation"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "408": {
            "$ref": "#/components/responses/RequestTimeout"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "413": {
            "$ref": "#/components/responses/BodyTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/conversations/{conversation_id}/members/{user_id}": {
      "parameters": [
        {
          "$ref": "#/components/parameters/ConversationId"
        },
        {
          "$ref": "#/components/parameters/UserId"
        }
      ],
      "delete": {
        "operationId": "removeMember",
        "tags": [
          "Conversations"
        ],
        "summary": "Let a user leave a group",
        "security": [
          {
            "oauth2": [
              "messages:write"
            ]
          },
          {
            "bearer": [
              "messages:write"
            ]
          }
        ],
        "responses": {
          "200": {
            "description": "The conversation without the member.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Conversation"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/conversations/{conversation_id}/typing": {
      "parameters": [
        {
          "$ref": "#/components/parameters/ConversationId"
        }
      ],
      "post": {
        "operationId": "showTyping",
        "tags": [
          "Conversations"
        ],
        "summary": "Show that a user is typing",
        "description": "The other members see it where their channels can show it. Best effort: nothing of it is stored or tried again, and within three seconds it is shown once.",
        "security": [
          {
            "oauth2": [
              "messages:write"
            ]
          },
          {
            "bearer": [
              "messages:write"
            ]
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/ShowTyping"
              },
              "example": {
                "from": "leo"
              }
            }
          }
        },
        "responses": {
          "202": {
            "description": "It is taken over.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/TypingShown"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "408": {
            "$ref": "#/components/responses/RequestTimeout"
          },
          "413": {
            "$ref": "#/components/responses/BodyTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/messages": {
      "post": {
        "operationId": "sendMessage",
        "tags": [
          "Messages"
        ],
        "summary": "Send a message",
        "description": "The same message may be sent again: it is accepted again and stored once. The same `message_id` with other content is refused with `message_id_reused`.",
        "security": [
          {
            "oauth2": [
              "messages:write"
            ]
          },
          {
            "bearer": [
              "messages:write"
            ]
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/SendMessage"
              },
              "example": {
                "conversation_id": "0191f3c1-7c1e-7aaa-8aaa-0123456789ab",
                "from": "ana",
                "channels": [
                  "all"
                ],
                "payload": {
                  "type": "text",
                  "text": "Olá!"
                }
              }
            }
          }
        },
        "responses": {
          "202": {
            "description": "The message is stored and reaches an end state.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              },
              "Location": {
                "$ref": "#/components/headers/Location"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Accepted"
                }
              }
            },
            "links": {
              "message": {
                "operationId": "getMessage",
                "parameters": {
                  "message_id": "$response.body#/message_id"
                },
                "description": "The message that was accepted."
              },
              "status": {
                "operationId": "acknowledgeMessage",
                "parameters": {
                  "message_id": "$response.body#/message_id"
                },
                "description": "Its acknowledgement."
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "408": {
            "$ref": "#/components/responses/RequestTimeout"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "413": {
            "$ref": "#/components/responses/BodyTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/messages/{message_id}": {
      "parameters": [
        {
          "$ref": "#/components/parameters/MessageId"
        }
      ],
      "get": {
        "operationId": "getMessage",
        "tags": [
          "Messages"
        ],
        "summary": "Read a message with its deliveries",
        "security": [
          {
            "oauth2": [
              "messages:read"
            ]
          },
          {
            "bearer": [
              "messages:read"
            ]
          }
        ],
        "responses": {
          "200": {
            "description": "The message.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Message"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      },
      "patch": {
        "operationId": "editMessage",
        "tags": [
          "Messages"
        ],
        "summary": "Give a message new words",
        "description": "For messages that were sent over the API: what came in from a platform is edited there. The same words again change nothing. How far that got on each channel stands in `channel_delivery`, and is told as `message.operation`.",
        "security": [
          {
            "oauth2": [
              "messages:write"
            ]
          },
          {
            "bearer": [
              "messages:write"
            ]
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/EditMessage"
              },
              "example": {
                "payload": {
                  "type": "text",
                  "text": "Olá, Bruno!"
                }
              }
            }
          }
        },
        "responses": {
          "202": {
            "description": "It is taken over.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Accepted"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "408": {
            "$ref": "#/components/responses/RequestTimeout"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "413": {
            "$ref": "#/components/responses/BodyTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      },
      "delete": {
        "operationId": "deleteMessage",
        "tags": [
          "Messages"
        ],
        "summary": "Take a message back",
        "description": "For messages that were sent over the API. Its words are gone from the history; recipients who have it already see it removed as far as their channels can. How far that got on each channel stands in `channel_delivery`, and is told as `message.operation`.",
        "security": [
          {
            "oauth2": [
              "messages:write"
            ]
          },
          {
            "bearer": [
              "messages:write"
            ]
          }
        ],
        "responses": {
          "202": {
            "description": "It is taken over.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Accepted"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/messages/{message_id}/status": {
      "parameters": [
        {
          "$ref": "#/components/parameters/MessageId"
        }
      ],
      "post": {
        "operationId": "acknowledgeMessage",
        "tags": [
          "Messages"
        ],
        "summary": "Report that a user has received or read a message",
        "description": "For messages that came over `internal`; platforms report for themselves.",
        "security": [
          {
            "oauth2": [
              "messages:write"
            ]
          },
          {
            "bearer": [
              "messages:write"
            ]
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/Acknowledge"
              },
              "example": {
                "user_id": "bruno",
                "status": "read"
              }
            }
          }
        },
        "responses": {
          "202": {
            "description": "The report is taken over.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Acknowledged"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "408": {
            "$ref": "#/components/responses/RequestTimeout"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "413": {
            "$ref": "#/components/responses/BodyTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/messages/{message_id}/reactions/{user_id}": {
      "parameters": [
        {
          "$ref": "#/components/parameters/MessageId"
        },
        {
          "$ref": "#/components/parameters/UserId"
        }
      ],
      "put": {
        "operationId": "putReaction",
        "tags": [
          "Messages"
        ],
        "summary": "React to a message",
        "description": "In place of the user's former reaction. How far that got on each channel stands in `channel_delivery`, and is told as `message.operation`.",
        "security": [
          {
            "oauth2": [
              "messages:write"
            ]
          },
          {
            "bearer": [
              "messages:write"
            ]
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/PutReaction"
              },
              "example": {
                "reaction": "👍"
              }
            }
          }
        },
        "responses": {
          "202": {
            "description": "It is taken over.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Accepted"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "408": {
            "$ref": "#/components/responses/RequestTimeout"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "413": {
            "$ref": "#/components/responses/BodyTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      },
      "delete": {
        "operationId": "deleteReaction",
        "tags": [
          "Messages"
        ],
        "summary": "Take a reaction back",
        "description": "Nothing happens where there is none.",
        "security": [
          {
            "oauth2": [
              "messages:write"
            ]
          },
          {
            "bearer": [
              "messages:write"
            ]
          }
        ],
        "responses": {
          "202": {
            "description": "It is taken over.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Accepted"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/users/{user_id}": {
      "parameters": [
        {
          "$ref": "#/components/parameters/UserId"
        }
      ],
      "put": {
        "operationId": "putUser",
        "tags": [
          "Users"
        ],
        "summary": "Make or replace a user",
        "security": [
          {
            "oauth2": [
              "messages:write"
            ]
          },
          {
            "bearer": [
              "messages:write"
            ]
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/PutUser"
              },
              "example": {
                "display_name": "Ana"
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The user, replaced.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/User"
                }
              }
            }
          },
          "201": {
            "description": "The new user.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/User"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "408": {
            "$ref": "#/components/responses/RequestTimeout"
          },
          "413": {
            "$ref": "#/components/responses/BodyTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      },
      "get": {
        "operationId": "getUser",
        "tags": [
          "Users"
        ],
        "summary": "Read a user",
        "security": [
          {
            "oauth2": [
              "messages:read"
            ]
          },
          {
            "bearer": [
              "messages:read"
            ]
          }
        ],
        "responses": {
          "200": {
            "description": "The user.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/User"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      },
      "delete": {
        "operationId": "deleteUser",
        "tags": [
          "Users"
        ],
        "summary": "Remove a user and the user's identities",
        "security": [
          {
            "oauth2": [
              "messages:write"
            ]
          },
          {
            "bearer": [
              "messages:write"
            ]
          }
        ],
        "responses": {
          "204": {
            "description": "The user is gone.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/users/{user_id}/identities/{channel}": {
      "parameters": [
        {
          "$ref": "#/components/parameters/UserId"
        },
        {
          "$ref": "#/components/parameters/Channel"
        }
      ],
      "put": {
        "operationId": "putIdentity",
        "tags": [
          "Users"
        ],
        "summary": "Make or replace a user's identity on a channel",
        "description": "Makes the user where there is none. An address belongs to one user, in whatever spelling: `identity_taken` otherwise. The same address again keeps the spelling that its platform uses; another one takes the place of all that were known, and, if it is verified, what waits goes there.",
        "security": [
          {
            "oauth2": [
              "messages:write"
            ]
          },
          {
            "bearer": [
              "messages:write"
            ]
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/PutIdentity"
              },
              "example": {
                "address": "+5511999990000",
                "verified": true
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The identity, replaced.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Identity"
                }
              }
            }
          },
          "201": {
            "description": "The new identity.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Identity"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "408": {
            "$ref": "#/components/responses/RequestTimeout"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "413": {
            "$ref": "#/components/responses/BodyTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      },
      "get": {
        "operationId": "getIdentity",
        "tags": [
          "Users"
        ],
        "summary": "Read a user's identity on a channel",
        "security": [
          {
            "oauth2": [
              "messages:read"
            ]
          },
          {
            "bearer": [
              "messages:read"
            ]
          }
        ],
        "responses": {
          "200": {
            "description": "The identity.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Identity"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      },
      "delete": {
        "operationId": "deleteIdentity",
        "tags": [
          "Users"
        ],
        "summary": "Remove a user's identity on a channel",
        "security": [
          {
            "oauth2": [
              "messages:write"
            ]
          },
          {
            "bearer": [
              "messages:write"
            ]
          }
        ],
        "responses": {
          "204": {
            "description": "The identity is gone.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/users/{user_id}/merge": {
      "parameters": [
        {
          "$ref": "#/components/parameters/UserId"
        }
      ],
      "post": {
        "operationId": "mergeUser",
        "tags": [
          "Users"
        ],
        "summary": "Say that this user is another one",
        "description": "Everything of the user becomes the other's: identities, conversations, chats, and what waits to be delivered. The user's id stays good as an alias. `conflict` where both are in one private conversation, or the user is an alias of somebody else. Doing it again answers 200 with the same merge.",
        "security": [
          {
            "oauth2": [
              "messages:write"
            ]
          },
          {
            "bearer": [
              "messages:write"
            ]
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/MergeUser"
              },
              "example": {
                "into": "ana",
                "reason": "she told us her second number"
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The merge, which had been done before.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/UserMerge"
                }
              }
            }
          },
          "201": {
            "description": "The merge.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/UserMerge"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "408": {
            "$ref": "#/components/responses/RequestTimeout"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "413": {
            "$ref": "#/components/responses/BodyTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/users/{user_id}/unmerge": {
      "parameters": [
        {
          "$ref": "#/components/parameters/UserId"
        }
      ],
      "post": {
        "operationId": "unmergeUser",
        "tags": [
          "Users"
        ],
        "summary": "Take back the merge of this user",
        "description": "Gives back what the user had; what has come about since goes with the address or the conversation that it belongs to. `conflict` where the user is no alias, or another merge has to be taken back first.",
        "security": [
          {
            "oauth2": [
              "messages:write"
            ]
          },
          {
            "bearer": [
              "messages:write"
            ]
          }
        ],
        "responses": {
          "200": {
            "description": "The merge, with `undone_at`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/UserMerge"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/users/{user_id}/merges": {
      "parameters": [
        {
          "$ref": "#/components/parameters/UserId"
        }
      ],
      "get": {
        "operationId": "listUserMerges",
        "tags": [
          "Users"
        ],
        "summary": "List the merges of and into a user",
        "description": "The audit trail: who was merged into whom, when, why, and what changed hands. The newest first.",
        "security": [
          {
            "oauth2": [
              "messages:read"
            ]
          },
          {
            "bearer": [
              "messages:read"
            ]
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/MergeCursor"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "One part of the list.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/UserMergePage"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/users/{user_id}/link-codes": {
      "parameters": [
        {
          "$ref": "#/components/parameters/UserId"
        }
      ],
      "post": {
        "operationId": "createLinkCode",
        "tags": [
          "Users"
        ],
        "summary": "Make a code by which a person proves that an account is theirs",
        "description": "Show the code to the person, who sends it from their account to one of yours: alone, or as `/start CODE` (on Telegram the link `https://t.me/<bot>?start=CODE` does it). It is good once, and until it expires; a new one ends the one before. The code is shown here alone.",
        "security": [
          {
            "oauth2": [
              "messages:write"
            ]
          },
          {
            "bearer": [
              "messages:write"
            ]
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/CreateLinkCode"
              },
              "example": {
                "channel": "telegram"
              }
            }
          }
        },
        "responses": {
          "201": {
            "description": "The code.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/LinkCode"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "408": {
            "$ref": "#/components/responses/RequestTimeout"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "413": {
            "$ref": "#/components/responses/BodyTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/webhooks": {
      "post": {
        "operationId": "createWebhook",
        "tags": [
          "Webhooks"
        ],
        "summary": "Register a webhook",
        "description": "Give `url` (or `target_url`) and `event_types` (or `event_type`). What is POSTed to it, and how to verify it, is in docs/webhooks.md. The URL's name is looked up each time it is connected to; private and reserved addresses are refused.",
        "security": [
          {
            "oauth2": [
              "webhooks"
            ]
          },
          {
            "bearer": [
              "webhooks"
            ]
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/CreateWebhook"
              },
              "example": {
                "url": "https://example.org/hooks/chat4all",
                "event_types": [
                  "message.*"
                ]
              }
            }
          }
        },
        "responses": {
          "201": {
            "description": "The webhook, with its secret, which is not shown again.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              },
              "Location": {
                "$ref": "#/components/headers/Location"
              },
              "Cache-Control": {
                "$ref": "#/components/headers/NoStore"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/WebhookWithSecret"
                },
                "example": {
                  "webhook_id": "0190f2c6-d5e1-7b1c-8f00-a2f4a1b2c3d4",
                  "url": "https://example.org/hooks/chat4all",
                  "target_url": "https://example.org/hooks/chat4all",
                  "event_types": [
                    "message.*"
                  ],
                  "event_type": "message.*",
                  "description": "my app",
                  "enabled": true,
                  "disabled_at": null,
                  "disabled_reason": null,
                  "failing_since": null,
                  "retry_schedule": null,
                  "created_at": "2026-01-31T09:30:00.000000Z",
                  "updated_at": "2026-01-31T09:30:00.000000Z",
                  "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
                  "previous_secret_until": null
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "408": {
            "$ref": "#/components/responses/RequestTimeout"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "413": {
            "$ref": "#/components/responses/BodyTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      },
      "get": {
        "operationId": "listWebhooks",
        "tags": [
          "Webhooks"
        ],
        "summary": "List webhooks",
        "security": [
          {
            "oauth2": [
              "webhooks"
            ]
          },
          {
            "bearer": [
              "webhooks"
            ]
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/ConversationCursor"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "One part of the list, oldest first.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/WebhookPage"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/webhooks/{webhook_id}": {
      "parameters": [
        {
          "$ref": "#/components/parameters/WebhookId"
        }
      ],
      "get": {
        "operationId": "getWebhook",
        "tags": [
          "Webhooks"
        ],
        "summary": "Get a webhook",
        "security": [
          {
            "oauth2": [
              "webhooks"
            ]
          },
          {
            "bearer": [
              "webhooks"
            ]
          }
        ],
        "responses": {
          "200": {
            "description": "The webhook.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Webhook"
                },
                "example": {
                  "webhook_id": "0190f2c6-d5e1-7b1c-8f00-a2f4a1b2c3d4",
                  "url": "https://example.org/hooks/chat4all",
                  "target_url": "https://example.org/hooks/chat4all",
                  "event_types": [
                    "message.*"
                  ],
                  "event_type": "message.*",
                  "description": "my app",
                  "enabled": true,
                  "disabled_at": null,
                  "disabled_reason": null,
                  "failing_since": null,
                  "retry_schedule": null,
                  "created_at": "2026-01-31T09:30:00.000000Z",
                  "updated_at": "2026-01-31T09:30:00.000000Z"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      },
      "patch": {
        "operationId": "changeWebhook",
        "tags": [
          "Webhooks"
        ],
        "summary": "Change a webhook",
        "description": "What is left out stays. Enabling a webhook has everything told that waited for it and that has happened since it was disabled.",
        "security": [
          {
            "oauth2": [
              "webhooks"
            ]
          },
          {
            "bearer": [
              "webhooks"
            ]
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/ChangeWebhook"
              },
              "example": {
                "enabled": true
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The webhook as it is now.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Webhook"
                },
                "example": {
                  "webhook_id": "0190f2c6-d5e1-7b1c-8f00-a2f4a1b2c3d4",
                  "url": "https://example.org/hooks/chat4all",
                  "target_url": "https://example.org/hooks/chat4all",
                  "event_types": [
                    "message.*"
                  ],
                  "event_type": "message.*",
                  "description": "my app",
                  "enabled": true,
                  "disabled_at": null,
                  "disabled_reason": null,
                  "failing_since": null,
                  "retry_schedule": null,
                  "created_at": "2026-01-31T09:30:00.000000Z",
                  "updated_at": "2026-01-31T09:30:00.000000Z"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "408": {
            "$ref": "#/components/responses/RequestTimeout"
          },
          "413": {
            "$ref": "#/components/responses/BodyTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      },
      "delete": {
        "operationId": "deleteWebhook",
        "tags": [
          "Webhooks"
        ],
        "summary": "Delete a webhook",
        "security": [
          {
            "oauth2": [
              "webhooks"
            ]
          },
          {
            "bearer": [
              "webhooks"
            ]
          }
        ],
        "responses": {
          "204": {
            "description": "The user is gone.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/webhooks/{webhook_id}/rotate-secret": {
      "parameters": [
        {
          "$ref": "#/components/parameters/WebhookId"
        }
      ],
      "post": {
        "operationId": "rotateWebhookSecret",
        "tags": [
          "Webhooks"
        ],
        "summary": "Give a webhook a new secret",
        "description": "For 24 hours every POST carries a signature by each of the two secrets.",
        "security": [
          {
            "oauth2": [
              "webhooks"
            ]
          },
          {
            "bearer": [
              "webhooks"
            ]
          }
        ],
        "responses": {
          "200": {
            "description": "The webhook, with its new secret, which is not shown again.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              },
              "Cache-Control": {
                "$ref": "#/components/headers/NoStore"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/WebhookWithSecret"
                },
                "example": {
                  "webhook_id": "0190f2c6-d5e1-7b1c-8f00-a2f4a1b2c3d4",
                  "url": "https://example.org/hooks/chat4all",
                  "target_url": "https://example.org/hooks/chat4all",
                  "event_types": [
                    "message.*"
                  ],
                  "event_type": "message.*",
                  "description": "my app",
                  "enabled": true,
                  "disabled_at": null,
                  "disabled_reason": null,
                  "failing_since": null,
                  "retry_schedule": null,
                  "created_at": "2026-01-31T09:30:00.000000Z",
                  "updated_at": "2026-01-31T09:30:00.000000Z",
                  "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
                  "previous_secret_until": "2026-02-01T09:30:00.000000Z"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/webhooks/{webhook_id}/test": {
      "parameters": [
        {
          "$ref": "#/components/parameters/WebhookId"
        }
      ],
      "post": {
        "operationId": "testWebhook",
        "tags": [
          "Webhooks"
        ],
        "summary": "Send a test to a webhook",
        "description": "POSTs an event of type `webhook.test`, also to a disabled webhook, and waits for the answer. Nothing is repeated.",
        "security": [
          {
            "oauth2": [
              "webhooks"
            ]
          },
          {
            "bearer": [
              "webhooks"
            ]
          }
        ],
        "responses": {
          "200": {
            "description": "What came of it: `succeeded` or `exhausted`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/WebhookAttempt"
                },
                "example": {
                  "id": 17,
                  "webhook_id": "0190f2c6-d5e1-7b1c-8f00-a2f4a1b2c3d4",
                  "event_id": "evt_test_0190f2c6d5e17b1c8f00a2f4a1b2c3d4",
                  "event_type": "webhook.test",
                  "attempt": 1,
                  "status": "exhausted",
                  "status_code": 500,
                  "error": null,
                  "latency_ms": 12,
                  "response": "oh no",
                  "attempted_at": "2026-01-31T09:30:00.000000Z",
                  "next_attempt_at": null
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/webhooks/{webhook_id}/attempts": {
      "parameters": [
        {
          "$ref": "#/components/parameters/WebhookId"
        }
      ],
      "get": {
        "operationId": "listWebhookAttempts",
        "tags": [
          "Webhooks"
        ],
        "summary": "List what was tried at a webhook",
        "security": [
          {
            "oauth2": [
              "webhooks"
            ]
          },
          {
            "bearer": [
              "webhooks"
            ]
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/AttemptCursor"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "One part of the list, the newest first.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/WebhookAttemptPage"
                },
                "example": {
                  "attempts": [
                    {
                      "id": 17,
                      "webhook_id": "0190f2c6-d5e1-7b1c-8f00-a2f4a1b2c3d4",
                      "event_id": "evt_0190f2c6d5e17b1c8f00a2f4a1b2c3d4_1042",
                      "event_type": "message.delivered",
                      "attempt": 1,
                      "status": "failed",
                      "status_code": 500,
                      "error": null,
                      "latency_ms": 12,
                      "response": "oh no",
                      "attempted_at": "2026-01-31T09:30:00.000000Z",
                      "next_attempt_at": "2026-01-31T09:30:05.200000Z"
                    }
                  ],
                  "next_cursor": null,
                  "has_more": false
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/webhooks/{webhook_id}/events/{event_id}/retry": {
      "parameters": [
        {
          "$ref": "#/components/parameters/WebhookId"
        },
        {
          "$ref": "#/components/parameters/EventId"
        }
      ],
      "post": {
        "operationId": "retryWebhookEvent",
        "tags": [
          "Webhooks"
        ],
        "summary": "Have one event told again",
        "description": "At once, with a schedule of its own from its beginning, under the same webhook-id.",
        "security": [
          {
            "oauth2": [
              "webhooks"
            ]
          },
          {
            "bearer": [
              "webhooks"
            ]
          }
        ],
        "responses": {
          "202": {
            "description": "It is on its way.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/WebhookRetry"
                },
                "example": {
                  "status": "accepted",
                  "webhook_id": "0190f2c6-d5e1-7b1c-8f00-a2f4a1b2c3d4",
                  "event_id": "evt_0190f2c6d5e17b1c8f00a2f4a1b2c3d4_1042"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/webhooks/{webhook_id}/replay": {
      "parameters": [
        {
          "$ref": "#/components/parameters/WebhookId"
        }
      ],
      "post": {
        "operationId": "replayWebhook",
        "tags": [
          "Webhooks"
        ],
        "summary": "Have a range of time told again",
        "description": "Events that the webhook's filters want, in their order, under the webhook-ids that they had.",
        "security": [
          {
            "oauth2": [
              "webhooks"
            ]
          },
          {
            "bearer": [
              "webhooks"
            ]
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/ReplayWebhook"
              },
              "example": {
                "since": "2026-01-31T09:00:00Z",
                "until": "2026-01-31T10:00:00Z"
              }
            }
          }
        },
        "responses": {
          "202": {
            "description": "It is on its way.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/WebhookReplay"
                },
                "example": {
                  "status": "accepted",
                  "webhook_id": "0190f2c6-d5e1-7b1c-8f00-a2f4a1b2c3d4",
                  "since": "2026-01-31T09:00:00.000000Z",
                  "until": "2026-01-31T10:00:00.000000Z",
                  "events": 120
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "408": {
            "$ref": "#/components/responses/RequestTimeout"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "413": {
            "$ref": "#/components/responses/BodyTooLarge"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/ingress/{account}": {
      "parameters": [
        {
          "$ref": "#/components/parameters/Account"
        }
      ],
      "get": {
        "operationId": "verifyIngress",
        "tags": [
          "Ingress"
        ],
        "summary": "Answer a platform's handshake",
        "description": "For platforms. The account's connector checks who asks.",
        "security": [],
        "responses": {
          "404": {
            "description": "There is no account of this name, or its channel takes no callbacks: `not_found`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          },
          "408": {
            "description": "The request did not arrive completely in time: `request_timeout`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          },
          "413": {
            "description": "The body has more bytes than the gateway takes: `body_too_large`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          },
          "500": {
            "description": "The connector failed, and nothing was stored: `internal_error`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          },
          "503": {
            "description": "The platform has to come again: `unavailable`, `overloaded`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "Retry-After": {
                "$ref": "#/components/headers/RetryAfter"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          },
          "default": {
            "description": "What the account's connector answers to its platform: 2xx once everything reported is on disk; 401 or 403 for a request that is not the platform's.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "*/*": {}
            }
          }
        }
      },
      "post": {
        "operationId": "postIngress",
        "tags": [
          "Ingress"
        ],
        "summary": "Take a platform's callback",
        "description": "For platforms, not for clients. The account's connector checks the platform's signature.",
        "security": [],
        "requestBody": {
          "description": "The platform's own words.",
          "content": {
            "application/octet-stream": {
              "schema": {
                "type": "string",
                "format": "binary"
              }
            }
          }
        },
        "responses": {
          "404": {
            "description": "There is no account of this name, or its channel takes no callbacks: `not_found`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          },
          "408": {
            "description": "The request did not arrive completely in time: `request_timeout`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          },
          "413": {
            "description": "The body has more bytes than the gateway takes: `body_too_large`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          },
          "500": {
            "description": "The connector failed, and nothing was stored: `internal_error`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          },
          "503": {
            "description": "The platform has to come again: `unavailable`, `overloaded`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "Retry-After": {
                "$ref": "#/components/headers/RetryAfter"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          },
          "default": {
            "description": "What the account's connector answers to its platform: 2xx once everything reported is on disk; 401 or 403 for a request that is not the platform's.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "*/*": {}
            }
          }
        }
      },
      "put": {
        "operationId": "putIngress",
        "tags": [
          "Ingress"
        ],
        "summary": "Take a callback of a platform that puts it",
        "description": "For platforms, not for clients. As POST; Matrix sends its transactions in this way.",
        "security": [],
        "requestBody": {
          "description": "The platform's own words.",
          "content": {
            "application/octet-stream": {
              "schema": {
                "type": "string",
                "format": "binary"
              }
            }
          }
        },
        "responses": {
          "404": {
            "description": "There is no account of this name, or its channel takes no callbacks: `not_found`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          },
          "408": {
            "description": "The request did not arrive completely in time: `request_timeout`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          },
          "413": {
            "description": "The body has more bytes than the gateway takes: `body_too_large`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          },
          "500": {
            "description": "The connector failed, and nothing was stored: `internal_error`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          },
          "503": {
            "description": "The platform has to come again: `unavailable`, `overloaded`.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "Retry-After": {
                "$ref": "#/components/headers/RetryAfter"
              }
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          },
          "default": {
            "description": "What the account's connector answers to its platform: 2xx once everything reported is on disk; 401 or 403 for a request that is not the platform's.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "*/*": {}
            }
          }
        }
      }
    },
    "/v1/channels": {
      "get": {
        "operationId": "listChannels",
        "tags": [
          "Operation"
        ],
        "summary": "List the channel accounts of this node",
        "security": [
          {
            "oauth2": [
              "admin"
            ]
          },
          {
            "bearer": [
              "admin"
            ]
          }
        ],
        "responses": {
          "200": {
            "description": "The accounts.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/ChannelList"
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/channels/reload": {
      "post": {
        "operationId": "reloadChannels",
        "tags": [
          "Operation"
        ],
        "summary": "Read channels.yaml again",
        "security": [
          {
            "oauth2": [
              "admin"
            ]
          },
          {
            "bearer": [
              "admin"
            ]
          }
        ],
        "responses": {
          "200": {
            "description": "What has changed.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/ChannelReload"
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        },
        "description": "Does what the file says now, on this node. Accounts that are as before are not touched; for the others a new connector is made, and takes over when what was under way has ended. A mistake changes nothing: each is told with its place in the file. SIGHUP does the same."
      }
    },
    "/v1/dead-letters": {
      "get": {
        "operationId": "listDeadLetters",
        "tags": [
          "Operation"
        ],
        "summary": "List deliveries that were given up: of messages, and of edits, deletions and reactions",
        "security": [
          {
            "oauth2": [
              "admin"
            ]
          },
          {
            "bearer": [
              "admin"
            ]
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/DeadLetterCursor"
          },
          {
            "$ref": "#/components/parameters/Limit"
          }
        ],
        "responses": {
          "200": {
            "description": "One part of the list.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/DeadLetterPage"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/v1/dead-letters/{dead_letter_id}/redrive": {
      "parameters": [
        {
          "$ref": "#/components/parameters/DeadLetterId"
        }
      ],
      "post": {
        "operationId": "redriveDeadLetter",
        "tags": [
          "Operation"
        ],
        "summary": "Try a dead letter again",
        "security": [
          {
            "oauth2": [
              "admin"
            ]
          },
          {
            "bearer": [
              "admin"
            ]
          }
        ],
        "responses": {
          "202": {
            "description": "The dead letter, on its way again.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              },
              "RateLimit-Limit": {
                "$ref": "#/components/headers/RateLimitLimit"
              },
              "RateLimit-Remaining": {
                "$ref": "#/components/headers/RateLimitRemaining"
              },
              "RateLimit-Reset": {
                "$ref": "#/components/headers/RateLimitReset"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/DeadLetter"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/BadRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "500": {
            "$ref": "#/components/responses/InternalError"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/healthz": {
      "get": {
        "operationId": "getHealth",
        "tags": [
          "Operation"
        ],
        "summary": "Whether the process answers",
        "security": [],
        "responses": {
          "200": {
            "description": "The process answers.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Health"
                }
              }
            }
          }
        }
      }
    },
    "/readyz": {
      "get": {
        "operationId": "getReadiness",
        "tags": [
          "Operation"
        ],
        "summary": "Whether the node can do its work",
        "security": [],
        "responses": {
          "200": {
            "description": "The node can do its work.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Readiness"
                }
              }
            }
          },
          "503": {
            "description": "Some part of the node is not there.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Readiness"
                }
              }
            }
          }
        }
      }
    },
    "/metrics": {
      "get": {
        "operationId": "getMetrics",
        "tags": [
          "Operation"
        ],
        "summary": "Measurements for Prometheus",
        "security": [],
        "responses": {
          "200": {
            "description": "The text format 0.0.4.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "text/plain": {
                "schema": {
                  "type": "string"
                }
              }
            }
          }
        }
      }
    },
    "/openapi.json": {
      "get": {
        "operationId": "getDocument",
        "tags": [
          "Operation"
        ],
        "summary": "This document",
        "security": [],
        "responses": {
          "200": {
            "description": "This document.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "type": "object"
                }
              }
            }
          }
        }
      }
    }
  },
  "components": {
    "securitySchemes": {
      "oauth2": {
        "type": "oauth2",
        "description": "Client credentials at POST /auth/token.",
        "flows": {
          "clientCredentials": {
            "tokenUrl": "/auth/token",
            "scopes": {
              "messages:write": "Send messages, acknowledge them, and keep conversations, members, users and identities.",
              "messages:read": "Read messages, conversations, users and identities.",
              "webhooks": "Reserved for the registration of webhooks.",
              "files": "Reserved for the upload of files.",
              "admin": "Read channels and dead letters and redrive them; stands for every other scope as well."
            }
          }
        }
      },
      "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token of POST /auth/token."
      },
      "clientBasic": {
        "type": "http",
        "scheme": "basic",
        "description": "The client id and the client secret, with the form of POST /auth/token only."
      }
    },
    "parameters": {
      "UserId": {
        "name": "user_id",
        "in": "path",
        "required": true,
        "description": "The user, percent-encoded.",
        "schema": {
          "$ref": "#/components/schemas/UserId"
        }
      },
      "MessageId": {
        "name": "message_id",
        "in": "path",
        "required": true,
        "description": "The message, percent-encoded.",
        "schema": {
          "$ref": "#/components/schemas/MessageId"
        }
      },
      "ConversationId": {
        "name": "conversation_id",
        "in": "path",
        "required": true,
        "description": "The conversation.",
        "schema": {
          "$ref": "#/components/schemas/ConversationId"
        }
      },
      "Channel": {
        "name": "channel",
        "in": "path",
        "required": true,
        "description": "The channel's type.",
        "schema": {
          "$ref": "#/components/schemas/ChannelName"
        }
      },
      "DeadLetterId": {
        "name": "dead_letter_id",
        "in": "path",
        "required": true,
        "description": "The dead letter's number.",
        "schema": {
          "type": "integer",
          "format": "int64",
          "minimum": 1,
          "maximum": 9223372036854775807
        }
      },
      "MessageCursor": {
        "name": "cursor",
        "in": "query",
        "description": "What the part before gave as `next_cursor`.",
        "schema": {
          "type": "string",
          "pattern": "^m[0-9]{1,18}$"
        }
      },
      "ConversationCursor": {
        "name": "cursor",
        "in": "query",
        "description": "What the part before gave as `next_cursor`.",
        "schema": {
          "type": "string",
          "pattern": "^[A-Za-z0-9_-]{1,128}$"
        }
      },
      "DeadLetterCursor": {
        "name": "cursor",
        "in": "query",
        "description": "What the part before gave as `next_cursor`.",
        "schema": {
          "type": "string",
          "pattern": "^d[0-9]{1,18}$"
        }
      },
      "Limit": {
        "name": "limit",
        "in": "query",
        "description": "How many elements at most.",
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 200,
          "default": 50
        }
      },
      "Member": {
        "name": "member",
        "in": "query",
        "description": "Only conversations with this member.",
        "schema": {
          "$ref": "#/components/schemas/UserId"
        }
      },
      "Since": {
        "name": "since",
        "in": "query",
        "description": "Only messages from this time on (RFC 3339), or a cursor. A `cursor` beside it wins.",
        "schema": {
          "anyOf": [
            {
              "type": "string",
              "format": "date-time"
            },
            {
              "type": "string",
              "pattern": "^m[0-9]{1,18}$"
            }
          ]
        }
      },
      "Order": {
        "name": "order",
        "in": "query",
        "description": "Oldest first or newest first.",
        "schema": {
          "enum": [
            "asc",
            "desc"
          ],
          "default": "asc"
        }
      },
      "WebhookId": {
        "name": "webhook_id",
        "in": "path",
        "required": true,
        "description": "The webhook.",
        "schema": {
          "$ref": "#/components/schemas/WebhookId"
        }
      },
      "EventId": {
        "name": "event_id",
        "in": "path",
        "required": true,
        "description": "The event, as its POST had it in webhook-id.",
        "schema": {
          "$ref": "#/components/schemas/EventId"
        }
      },
      "AttemptCursor": {
        "name": "cursor",
        "in": "query",
        "description": "What the part before gave as `next_cursor`.",
        "schema": {
          "type": "string",
          "pattern": "^a[0-9]{1,18}$"
        }
      },
      "Account": {
        "name": "account",
        "in": "path",
        "required": true,
        "description": "The account's name in channels.yaml. Whatever a platform puts behind it in the path is handed to the connector.",
        "schema": {
          "type": "string",
          "pattern": "^[a-z0-9][a-z0-9_-]{0,62}$"
        }
      },
      "MergeCursor": {
        "name": "cursor",
        "in": "query",
        "description": "What the part before gave as `next_cursor`.",
        "schema": {
          "type": "string",
          "pattern": "^u[0-9]{1,18}$"
        }
      }
    },
    "headers": {
      "RequestId": {
        "description": "Names the request in logs: the caller's own X-Request-Id where that is 1 to 128 of `A-Z a-z 0-9 . _ -`.",
        "required": true,
        "schema": {
          "type": "string",
          "pattern": "^[A-Za-z0-9._-]{1,128}$"
        }
      },
      "RateLimitLimit": {
        "description": "Requests that may come at once.",
        "schema": {
          "type": "integer",
          "minimum": 1
        }
      },
      "RateLimitRemaining": {
        "description": "Requests that would be allowed right now.",
        "schema": {
          "type": "integer",
          "minimum": 0
        }
      },
      "RateLimitReset": {
        "description": "Seconds until the whole burst is there again.",
        "schema": {
          "type": "integer",
          "minimum": 0
        }
      },
      "RetryAfter": {
        "description": "Seconds after which to try again.",
        "required": true,
        "schema": {
          "type": "integer",
          "minimum": 1
        }
      },
      "Location": {
        "description": "Where the new thing is.",
        "required": true,
        "schema": {
          "type": "string",
          "format": "uri-reference"
        }
      },
      "Authenticate": {
        "description": "How to authenticate (RFC 9110, section 11.6.1).",
        "required": true,
        "schema": {
          "type": "string"
        }
      },
      "Allow": {
        "description": "The methods that the address takes.",
        "required": true,
        "schema": {
          "type": "string"
        }
      },
      "NoStore": {
        "description": "Tokens are not to be kept by caches.",
        "required": true,
        "schema": {
          "const": "no-store"
        }
      }
    },
    "responses": {
      "BadRequest": {
        "description": "The request is not well-formed: `invalid_json`, `invalid_request`.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          }
        },
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "Unauthorized": {
        "description": "There is no valid access token: `unauthorized`.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "WWW-Authenticate": {
            "$ref": "#/components/headers/Authenticate"
          }
        },
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "Forbidden": {
        "description": "The access token lacks the scope: `insufficient_scope`.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "WWW-Authenticate": {
            "$ref": "#/components/headers/Authenticate"
          }
        },
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "NotFound": {
        "description": "What the address names does not exist, or is another client's.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          }
        },
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "MethodNotAllowed": {
        "description": "The address does not take this method: `method_not_allowed`.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "Allow": {
            "$ref": "#/components/headers/Allow"
          }
        },
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "RequestTimeout": {
        "description": "The request did not arrive completely in time: `request_timeout`.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          }
        },
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "Conflict": {
        "description": "The request does not fit what is there.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          }
        },
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "BodyTooLarge": {
        "description": "The body is larger than the gateway takes: `body_too_large`.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          }
        },
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "UnsupportedMediaType": {
        "description": "The body has a media type that is not taken: `unsupported_media_type`.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          }
        },
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "Unprocessable": {
        "description": "Fields are not acceptable; `errors` names each of them.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          }
        },
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "TooManyRequests": {
        "description": "The client sends more than it may: `rate_limited`.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "Retry-After": {
            "$ref": "#/components/headers/RetryAfter"
          }
        },
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "InternalError": {
        "description": "The gateway made a mistake: `internal_error`.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          }
        },
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "Unavailable": {
        "description": "The gateway cannot serve this now: `unavailable`, `overloaded`.",
        "headers": {
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "Retry-After": {
            "$ref": "#/components/headers/RetryAfter"
          }
        },
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      }
    },
    "schemas": {
      "UserId": {
        "type": "string",
        "minLength": 1,
        "maxLength": 128,
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]+$",
        "description": "A user, by an opaque name that the client chose."
      },
      "MessageId": {
        "type": "string",
        "minLength": 1,
        "maxLength": 128,
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]+$",
        "description": "A message, by a name that is unique per client; a UUID is recommended."
      },
      "ChannelName": {
        "type": "string",
        "minLength": 1,
        "maxLength": 64,
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]+$",
        "description": "A channel by its type, such as `telegram`, or by the name of an account."
      },
      "ConversationId": {
        "type": "string",
        "format": "uuid",
        "description": "A conversation, by the name that the gateway gave it."
      },
      "Metadata": {
        "type": "object",
        "description": "Free-form data of the client, at most 16384 bytes as JSON text, kept as it was written.",
        "propertyNames": {
          "pattern": "^[^\\u0000]*$"
        },
        "additionalProperties": {
          "$ref": "#/components/schemas/MetadataValue"
        }
      },
      "MetadataValue": {
        "description": "Any JSON value without U+0000 in its strings.",
        "anyOf": [
          {
            "type": [
              "null",
              "boolean",
              "number"
            ]
          },
          {
            "type": "string",
            "pattern": "^[^\\u0000]*$"
          },
          {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/MetadataValue"
            }
          },
          {
            "type": "object",
            "propertyNames": {
              "pattern": "^[^\\u0000]*$"
            },
            "additionalProperties": {
              "$ref": "#/components/schemas/MetadataValue"
            }
          }
        ]
      },
      "Cursor": {
        "type": [
          "string",
          "null"
        ],
        "description": "Where the next part begins: to be given back as `cursor`, and not to be looked into."
      },
      "HasMore": {
        "type": "boolean",
        "description": "Whether there is more right now."
      },
      "TokenRequest": {
        "type": "object",
        "properties": {
          "client_id": {
            "type": "string",
            "minLength": 1,
            "maxLength": 256,
            "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]+$",
            "description": "The client's id."
          },
          "client_secret": {
            "type": "string",
            "minLength": 1,
            "maxLength": 1024,
            "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]+$",
            "description": "The client's secret."
          }
        },
        "required": [
          "client_id",
          "client_secret"
        ],
        "additionalProperties": false
      },
      "TokenForm": {
        "type": "object",
        "properties": {
          "grant_type": {
            "const": "client_credentials"
          },
          "client_id": {
            "type": "string",
            "minLength": 1,
            "maxLength": 256,
            "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]+$",
            "description": "The client's id, unless it comes by HTTP Basic."
          },
          "client_secret": {
            "type": "string",
            "minLength": 1,
            "maxLength": 1024,
            "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]+$",
            "description": "The client's secret, unless it comes by HTTP Basic."
          },
          "scope": {
            "type": "string",
            "description": "Scopes with blanks between them, among those of the client; all of them when absent."
          }
        },
        "required": [
          "grant_type"
        ],
        "additionalProperties": false
      },
      "Token": {
        "type": "object",
        "properties": {
          "access_token": {
            "type": "string",
            "description": "To be sent as `Authorization: Bearer`."
          },
          "token_type": {
            "const": "Bearer"
          },
          "expires_in": {
            "type": "integer",
            "description": "Seconds for which the token is good.",
            "minimum": 1
          },
          "scope": {
            "type": "string",
            "description": "What the token allows, with blanks between the scopes."
          }
        },
        "required": [
          "access_token",
          "token_type",
          "expires_in",
          "scope"
        ]
      },
      "CreateConversation": {
        "type": "object",
        "properties": {
          "type": {
            "enum": [
              "private",
              "group"
            ]
          },
          "members": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/UserId"
            },
            "minItems": 2,
            "maxItems": 100,
            "uniqueItems": true,
            "description": "Users who do not exist yet are created. Exactly two in a private conversation; three to 100, unless configured otherwise, in a group."
          },
          "metadata": {
            "$ref": "#/components/schemas/Metadata"
          }
        },
        "required": [
          "type",
          "members"
        ],
        "additionalProperties": false,
        "oneOf": [
          {
            "properties": {
              "type": {
                "const": "private"
              },
              "members": {
                "type": "array",
                "maxItems": 2
              }
            }
          },
          {
            "properties": {
              "type": {
                "const": "group"
              },
              "members": {
                "type": "array",
                "minItems": 3
              }
            }
          }
        ]
      },
      "Conversation": {
        "type": "object",
        "properties": {
          "conversation_id": {
            "$ref": "#/components/schemas/ConversationId"
          },
          "type": {
            "enum": [
              "private",
              "group"
            ]
          },
          "members": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/UserId"
            },
            "description": "In the order in which they joined."
          },
          "metadata": {
            "$ref": "#/components/schemas/Metadata"
          },
          "last_sequence_number": {
            "type": "integer",
            "description": "The number of the newest message; 0 where there is none.",
            "minimum": 0
          },
          "created_at": {
            "type": "string",
            "format": "date-time",
            "description": "When the conversation was made."
          },
          "updated_at": {
            "type": "string",
            "format": "date-time",
            "description": "When it last changed."
          }
        },
        "required": [
          "conversation_id",
          "type",
          "members",
          "metadata",
          "last_sequence_number",
          "created_at",
          "updated_at"
        ]
      },
      "ConversationPage": {
        "type": "object",
        "properties": {
          "conversations": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Conversation"
            }
          },
          "next_cursor": {
            "$ref": "#/components/schemas/Cursor"
          },
          "has_more": {
            "$ref": "#/components/schemas/HasMore"
          }
        },
        "required": [
          "conversations",
          "next_cursor",
          "has_more"
        ]
      },
      "AddMember": {
        "type": "object",
        "properties": {
          "user_id": {
            "$ref": "#/components/schemas/UserId"
          }
        },
        "required": [
          "user_id"
        ],
        "additionalProperties": false
      },
      "TextPayload": {
        "type": "object",
        "properties": {
          "type": {
            "const": "text"
          },
          "text": {
            "type": "string",
            "minLength": 1,
            "maxLength": 65536,
            "pattern": "^[^\\u0000]+$",
            "description": "1 to 65536 bytes of UTF-8."
          },
          "format": {
            "enum": [
              "plain",
              "markdown",
              "html"
            ],
            "default": "plain",
            "description": "How `text` is written: plain, CommonMark, or HTML with b, i, u, s, code, pre, a and br. Channels that cannot show it get the plain text of it."
          }
        },
        "required": [
          "type",
          "text"
        ],
        "additionalProperties": false
      },
      "SendMessage": {
        "type": "object",
        "properties": {
          "message_id": {
            "$ref": "#/components/schemas/MessageId"
          },
          "conversation_id": {
            "$ref": "#/components/schemas/ConversationId"
          },
          "from": {
            "$ref": "#/components/schemas/UserId"
          },
          "to": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/UserId"
            },
            "minItems": 1,
            "maxItems": 100,
            "uniqueItems": true,
            "description": "Members other than the sender; every other member when absent."
          },
          "channels": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/ChannelName"
            },
            "minItems": 1,
            "maxItems": 16,
            "uniqueItems": true,
            "default": [
              "all"
            ],
            "description": "Channel types, account names, or `all`."
          },
          "strategy": {
            "enum": [
              "all",
              "first_success"
            ],
            "default": "all",
            "description": "Over every channel at once, or one after another until one succeeds."
          },
          "channel_deadlines": {
            "type": "object",
            "maxProperties": 16,
            "propertyNames": {
              "minLength": 1,
              "maxLength": 64,
              "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]+$"
            },
            "additionalProperties": {
              "type": "integer",
              "minimum": 1,
              "maximum": 86400
            },
            "description": "Seconds that a channel has under `first_success` before the next one begins."
          },
          "payload": {
            "$ref": "#/components/schemas/TextPayload"
          },
          "metadata": {
            "$ref": "#/components/schemas/Metadata"
          },
          "reply_to_message_id": {
            "$ref": "#/components/schemas/MessageId"
          },
          "expires_at": {
            "type": "string",
            "format": "date-time",
            "description": "When the gateway gives up what is not delivered."
          }
        },
        "required": [
          "conversation_id",
          "from",
          "payload"
        ],
        "additionalProperties": false
      },
      "EditMessage": {
        "type": "object",
        "properties": {
          "from": {
            "$ref": "#/components/schemas/UserId"
          },
          "payload": {
            "$ref": "#/components/schemas/TextPayload"
          }
        },
        "required": [
          "payload"
        ],
        "additionalProperties": false,
        "description": "`from`, where it is given, has to be the message's author."
      },
      "PutReaction": {
        "type": "object",
        "properties": {
          "reaction": {
            "type": "string",
            "minLength": 1,
            "maxLength": 16,
            "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]+$",
            "description": "One emoji."
          }
        },
        "required": [
          "reaction"
        ],
        "additionalProperties": false
      },
      "ShowTyping": {
        "type": "object",
        "properties": {
          "from": {
            "$ref": "#/components/schemas/UserId"
          },
          "typing": {
            "type": "boolean",
            "default": true,
            "description": "False: has stopped."
          }
        },
        "required": [
          "from"
        ],
        "additionalProperties": false
      },
      "TypingShown": {
        "type": "object",
        "properties": {
          "status": {
            "const": "accepted"
          },
          "conversation_id": {
            "$ref": "#/components/schemas/ConversationId"
          }
        },
        "required": [
          "status",
          "conversation_id"
        ]
      },
      "Accepted": {
        "type": "object",
        "properties": {
          "status": {
            "const": "accepted"
          },
          "message_id": {
            "$ref": "#/components/schemas/MessageId"
          }
        },
        "required": [
          "status",
          "message_id"
        ]
      },
      "StatusChange": {
        "type": "object",
        "properties": {
          "status": {
            "enum": [
              "sent",
              "delivered",
              "read",
              "failed"
            ]
          },
          "timestamp": {
            "type": "string",
            "format": "date-time",
            "description": "When it happened."
          },
          "channel": {
            "$ref": "#/components/schemas/ChannelName"
          },
          "details": {
            "type": "object",
            "properties": {
              "recipient": {
                "$ref": "#/components/schemas/UserId"
              },
              "account": {
                "$ref": "#/components/schemas/ChannelName"
              },
              "reason": {
                "type": "string",
                "description": "A stable code, after a failure."
              },
              "detail": {
                "type": "string",
                "description": "What the connector said, after a failure."
              }
            },
            "required": [
              "recipient",
              "account"
            ]
          }
        },
        "required": [
          "status",
          "timestamp",
          "channel",
          "details"
        ]
      },
      "ChannelDelivery": {
        "type": "object",
        "description": "What the deliveries over one channel amount to: they stand where the last recipient stands. Without a status where only operations went that way, such as a reaction to the author.",
        "properties": {
          "status": {
            "enum": [
              "pending",
              "sent",
              "delivered",
              "read",
              "failed"
            ]
          },
          "sent_at": {
            "type": "string",
            "format": "date-time",
            "description": "When the channel took it over."
          },
          "delivered_at": {
            "type": "string",
            "format": "date-time",
            "description": "When it was on the device."
          },
          "read_at": {
            "type": "string",
            "format": "date-time",
            "description": "When it was read."
          },
          "failed_at": {
            "type": "string",
            "format": "date-time",
            "description": "When it was given up."
          },
          "external_message_id": {
            "type": "string",
            "description": "The platform's name for the message."
          },
          "operations": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Operation"
            },
            "description": "What edits, the deletion, reactions, the reply, the formatting and the showing of the author came to; left out where there is nothing to tell."
          }
        }
      },
      "Operation": {
        "type": "object",
        "description": "What an operation of the message came to for one recipient on one channel.",
        "properties": {
          "operation": {
            "enum": [
              "reply",
              "formatting",
              "author",
              "edit",
              "delete",
              "reaction"
            ]
          },
          "outcome": {
            "enum": [
              "native",
              "degraded",
              "impossible"
            ],
            "description": "Replies, formatting and authors are listed only where they are not native."
          },
          "degraded_to": {
            "enum": [
              "quoted_line",
              "plain_text",
              "name_in_front",
              "correction",
              "notice",
              "words",
              "recorded"
            ],
            "description": "What stands for it; `name_in_front`: the text begins with the author's name; `recorded`: nothing on the channel, but the history and the webhooks tell of it."
          },
          "recipient": {
            "$ref": "#/components/schemas/UserId"
          },
          "account": {
            "$ref": "#/components/schemas/ChannelName"
          },
          "from": {
            "$ref": "#/components/schemas/UserId"
          },
          "status": {
            "enum": [
              "pending",
              "sent",
              "delivered",
              "read",
              "failed",
              "skipped"
            ],
            "description": "Of an edit, a deletion or a reaction: how far it has got."
          },
          "occurred_at": {
            "type": "string",
            "format": "date-time",
            "description": "When it was done."
          },
          "sent_at": {
            "type": "string",
            "format": "date-time",
            "description": "When the channel took it over."
          },
          "failed_at": {
            "type": "string",
            "format": "date-time",
            "description": "When it was given up."
          },
          "reason": {
            "type": "string",
            "description": "A stable code."
          },
          "detail": {
            "type": "string",
            "description": "For people."
          }
        },
        "required": [
          "operation",
          "outcome",
          "recipient",
          "account"
        ]
      },
      "Delivery": {
        "type": "object",
        "properties": {
          "recipient": {
            "$ref": "#/components/schemas/UserId"
          },
          "channel": {
            "$ref": "#/components/schemas/ChannelName"
          },
          "account": {
            "$ref": "#/components/schemas/ChannelName"
          },
          "status": {
            "enum": [
              "pending",
              "sent",
              "delivered",
              "read",
              "failed",
              "waiting",
              "skipped"
            ],
            "description": "`waiting` and `skipped` belong to `first_success`."
          },
          "attempts": {
            "type": "integer",
            "description": "Sends tried so far.",
            "minimum": 0
          },
          "next_attempt_at": {
            "type": "string",
            "format": "date-time",
            "description": "When the next attempt is due."
          },
          "sent_at": {
            "type": "string",
            "format": "date-time",
            "description": "When the channel took it over."
          },
          "delivered_at": {
            "type": "string",
            "format": "date-time",
            "description": "When it was on the device."
          },
          "read_at": {
            "type": "string",
            "format": "date-time",
            "description": "When it was read."
          },
          "failed_at": {
            "type": "string",
            "format": "date-time",
            "description": "When it was given up."
          },
          "external_message_id": {
            "type": "string",
            "description": "The platform's name for the message."
          },
          "reason": {
            "type": "string",
            "description": "Why it waits or failed, as a stable code."
          },
          "detail": {
            "type": "string",
            "description": "What the connector said."
          },
          "possible_duplicate": {
            "const": true,
            "description": "A send whose outcome is unknown was repeated."
          }
        },
        "required": [
          "recipient",
          "channel",
          "account",
          "status",
          "attempts"
        ]
      },
      "Message": {
        "type": "object",
        "properties": {
          "message_id": {
            "$ref": "#/components/schemas/MessageId"
          },
          "conversation_id": {
            "$ref": "#/components/schemas/ConversationId"
          },
          "from": {
            "$ref": "#/components/schemas/UserId"
          },
          "to": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/UserId"
            }
          },
          "channels": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/ChannelName"
            }
          },
          "payload": {
            "$ref": "#/components/schemas/MessagePayload"
          },
          "metadata": {
            "$ref": "#/components/schemas/Metadata"
          },
          "strategy": {
            "enum": [
              "all",
              "first_success"
            ]
          },
          "channel_deadlines": {
            "type": "object",
            "additionalProperties": {
              "type": "integer"
            }
          },
          "reply_to_message_id": {
            "$ref": "#/components/schemas/MessageId"
          },
          "source": {
            "$ref": "#/components/schemas/MessageSource"
          },
          "status": {
            "enum": [
              "pending",
              "sent",
              "delivered",
              "read",
              "failed"
            ],
            "description": "Where the last recipient stands who can still be reached; `pending` until the message has its number."
          },
          "status_history": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/StatusChange"
            },
            "description": "Every change of every delivery, oldest first."
          },
          "channel_delivery": {
            "type": "object",
            "additionalProperties": {
              "$ref": "#/components/schemas/ChannelDelivery"
            },
            "description": "By channel type."
          },
          "deliveries": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Delivery"
            },
            "description": "One entry per recipient and channel account. Pages of a history leave it out."
          },
          "sequence_number": {
            "type": [
              "integer",
              "null"
            ],
            "minimum": 1,
            "description": "The place in the conversation, without gaps; null for a moment after the message was accepted."
          },
          "is_edited": {
            "type": "boolean",
            "description": "Its author has changed its words; `payload` has the new ones."
          },
          "is_deleted": {
            "type": "boolean",
            "description": "Its author has taken it back; the words are gone."
          },
          "reactions": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Reaction"
            },
            "description": "One for each user who reacted; left out where nobody did."
          },
          "created_at": {
            "type": "string",
            "format": "date-time",
            "description": "When the message was accepted."
          },
          "updated_at": {
            "type": "string",
            "format": "date-time",
            "description": "When anything about it last changed."
          },
          "expires_at": {
            "type": "string",
            "format": "date-time",
            "description": "When the gateway gives up what is not delivered."
          }
        },
        "required": [
          "message_id",
          "conversation_id",
          "from",
          "to",
          "channels",
          "payload",
          "status",
          "status_history",
          "channel_delivery",
          "sequence_number",
          "is_edited",
          "is_deleted",
          "created_at",
          "updated_at"
        ]
      },
      "MessagePage": {
        "type": "object",
        "properties": {
          "messages": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Message"
            }
          },
          "next_cursor": {
            "$ref": "#/components/schemas/Cursor"
          },
          "has_more": {
            "$ref": "#/components/schemas/HasMore"
          }
        },
        "required": [
          "messages",
          "next_cursor",
          "has_more"
        ]
      },
      "Acknowledge": {
        "type": "object",
        "properties": {
          "user_id": {
            "$ref": "#/components/schemas/UserId"
          },
          "status": {
            "enum": [
              "delivered",
              "read"
            ]
          }
        },
        "required": [
          "user_id",
          "status"
        ],
        "additionalProperties": false
      },
      "Acknowledged": {
        "type": "object",
        "properties": {
          "message_id": {
            "$ref": "#/components/schemas/MessageId"
          },
          "user_id": {
            "$ref": "#/components/schemas/UserId"
          },
          "status": {
            "enum": [
              "delivered",
              "read"
            ]
          }
        },
        "required": [
          "message_id",
          "user_id",
          "status"
        ]
      },
      "PutUser": {
        "type": "object",
        "properties": {
          "display_name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 256,
            "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]+$",
            "description": "How the user is shown to people.",
            "examples": [
              "Ana"
            ]
          },
          "metadata": {
            "$ref": "#/components/schemas/Metadata"
          }
        },
        "additionalProperties": false
      },
      "PutIdentity": {
        "type": "object",
        "properties": {
          "address": {
            "type": "string",
            "minLength": 1,
            "maxLength": 512,
            "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]+$",
            "description": "The platform's name for the person.",
            "examples": [
              "+5511999990000"
            ]
          },
          "verified": {
            "type": "boolean",
            "default": false,
            "description": "Only verified identities receive messages."
          },
          "metadata": {
            "$ref": "#/components/schemas/Metadata"
          }
        },
        "required": [
          "address"
        ],
        "additionalProperties": false
      },
      "Identity": {
        "type": "object",
        "properties": {
          "channel": {
            "$ref": "#/components/schemas/ChannelName"
          },
          "address": {
            "type": "string"
          },
          "verified": {
            "type": "boolean"
          },
          "metadata": {
            "$ref": "#/components/schemas/Metadata"
          },
          "created_at": {
            "type": "string",
            "format": "date-time",
            "description": "When the identity was made."
          },
          "updated_at": {
            "type": "string",
            "format": "date-time",
            "description": "When it last changed."
          }
        },
        "required": [
          "channel",
          "address",
          "verified",
          "metadata",
          "created_at",
          "updated_at"
        ]
      },
      "User": {
        "type": "object",
        "properties": {
          "user_id": {
            "$ref": "#/components/schemas/UserId"
          },
          "display_name": {
            "type": [
              "string",
              "null"
            ],
            "description": "How the user is shown to people."
          },
          "metadata": {
            "$ref": "#/components/schemas/Metadata"
          },
          "identities": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Identity"
            }
          },
          "aliases": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/UserId"
            },
            "description": "Other ids that mean this user: of those who were merged into them."
          },
          "created_at": {
            "type": "string",
            "format": "date-time",
            "description": "When the user was made."
          },
          "updated_at": {
            "type": "string",
            "format": "date-time",
            "description": "When the user last changed."
          }
        },
        "required": [
          "user_id",
          "display_name",
          "metadata",
          "identities",
          "aliases",
          "created_at",
          "updated_at"
        ]
      },
      "Channel": {
        "type": "object",
        "properties": {
          "name": {
            "type": "string",
            "description": "The account's name."
          },
          "channel": {
            "type": "string",
            "description": "The channel's type."
          },
          "display_name": {
            "type": "string"
          },
          "version": {
            "type": [
              "string",
              "null"
            ],
            "description": "The connector's version; null for `internal`."
          },
          "health": {
            "type": "object",
            "properties": {
              "status": {
                "enum": [
                  "ok",
                  "degraded",
                  "hung",
                  "failed",
                  "paused",
                  "starting",
                  "stopped"
                ]
              },
              "detail": {
                "type": [
                  "string",
                  "null"
                ],
                "description": "What is wrong."
              }
            },
            "required": [
              "status",
              "detail"
            ]
          },
          "breaker": {
            "enum": [
              "closed",
              "open",
              "half_open"
            ],
            "description": "The circuit breaker of the account."
          },
          "capabilities": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "queued": {
            "type": "integer",
            "description": "Deliveries that wait on this node.",
            "minimum": 0
          },
          "in_flight": {
            "type": "integer",
            "description": "Deliveries that the connector has.",
            "minimum": 0
          },
          "process": {
            "type": [
              "object",
              "null"
            ],
            "description": "The process in which the connector runs; null for `internal` and where the gateway hosts it itself.",
            "properties": {
              "pid": {
                "type": [
                  "integer",
                  "null"
                ],
                "description": "Null while there is none."
              },
              "resident_bytes": {
                "type": [
                  "integer",
                  "null"
                ],
                "format": "int64",
                "description": "Memory that it has in use."
              },
              "restarts": {
                "type": "integer",
                "format": "int64",
                "description": "Processes after the first one."
              },
              "crashes": {
                "type": "integer",
                "format": "int64",
                "description": "Those of its processes that ended without being told to, hung or fell silent."
              },
              "quarantined": {
                "type": "boolean",
                "description": "It crashed too often and is tried again only now and then."
              }
            },
            "required": [
              "pid",
              "resident_bytes",
              "restarts",
              "crashes",
              "quarantined"
            ]
          }
        },
        "required": [
          "name",
          "channel",
          "display_name",
          "version",
          "health",
          "breaker",
          "capabilities",
          "queued",
          "in_flight",
          "process"
        ]
      },
      "ChannelList": {
        "type": "object",
        "properties": {
          "channels": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Channel"
            }
          }
        },
        "required": [
          "channels"
        ]
      },
      "ChannelReload": {
        "type": "object",
        "description": "The names of accounts, in the order of channels.yaml.",
        "properties": {
          "added": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "removed": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "changed": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "unchanged": {
            "type": "array",
            "items": {
              "type": "string"
            }
          }
        },
        "required": [
          "added",
          "removed",
          "changed",
          "unchanged"
        ]
      },
      "DeadLetter": {
        "type": "object",
        "properties": {
          "id": {
            "type": "integer",
            "description": "The dead letter's number.",
            "minimum": 1,
            "format": "int64"
          },
          "message_id": {
            "$ref": "#/components/schemas/MessageId"
          },
          "conversation_id": {
            "$ref": "#/components/schemas/ConversationId"
          },
          "recipient": {
            "$ref": "#/components/schemas/UserId"
          },
          "channel": {
            "$ref": "#/components/schemas/ChannelName"
          },
          "account": {
            "$ref": "#/components/schemas/ChannelName"
          },
          "attempts": {
            "type": "integer",
            "description": "Sends tried.",
            "minimum": 0
          },
          "reason": {
            "type": "string",
            "description": "Why it was given up, as a stable code."
          },
          "detail": {
            "type": [
              "string",
              "null"
            ],
            "description": "What the connector said."
          },
          "failed_at": {
            "type": "string",
            "format": "date-time",
            "description": "When it was given up."
          },
          "redriven_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time",
            "description": "When it was tried again; null where it was not."
          },
          "operation": {
            "type": [
              "string",
              "null"
            ],
            "enum": [
              "edit",
              "delete",
              "reaction",
              null
            ],
            "description": "What was to be done to the message; null where the message itself was given up. Tried again, an edit brings the words that the message has by then, and a reaction the sign."
          }
        },
        "required": [
          "id",
          "message_id",
          "conversation_id",
          "recipient",
          "channel",
          "account",
          "attempts",
          "reason",
          "detail",
          "failed_at",
          "redriven_at",
          "operation"
        ]
      },
      "DeadLetterPage": {
        "type": "object",
        "properties": {
          "dead_letters": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/DeadLetter"
            }
          },
          "next_cursor": {
            "$ref": "#/components/schemas/Cursor"
          },
          "has_more": {
            "$ref": "#/components/schemas/HasMore"
          }
        },
        "required": [
          "dead_letters",
          "next_cursor",
          "has_more"
        ]
      },
      "Health": {
        "type": "object",
        "properties": {
          "status": {
            "const": "ok"
          }
        },
        "required": [
          "status"
        ]
      },
      "Readiness": {
        "type": "object",
        "properties": {
          "status": {
            "enum": [
              "ready",
              "not_ready"
            ]
          },
          "checks": {
            "type": "array",
            "items": {
              "type": "object",
              "properties": {
                "name": {
                  "type": "string"
                },
                "ready": {
                  "type": "boolean"
                },
                "detail": {
                  "type": "string"
                }
              },
              "required": [
                "name",
                "ready",
                "detail"
              ]
            }
          }
        },
        "required": [
          "status",
          "checks"
        ]
      },
      "Problem": {
        "type": "object",
        "description": "A problem document as RFC 9457 has it.",
        "properties": {
          "type": {
            "type": "string",
            "format": "uri",
            "description": "`urn:chat4all:error:` and the code."
          },
          "title": {
            "type": "string",
            "description": "What kind of problem it is."
          },
          "status": {
            "type": "integer",
            "description": "The HTTP status.",
            "minimum": 400,
            "maximum": 599
          },
          "detail": {
            "type": "string",
            "description": "What would be right."
          },
          "code": {
            "enum": [
              "invalid_json",
              "invalid_request",
              "validation_failed",
              "unauthorized",
              "invalid_client",
              "insufficient_scope",
              "not_found",
              "conversation_not_found",
              "message_not_found",
              "user_not_found",
              "webhook_not_found",
              "method_not_allowed",
              "request_timeout",
              "message_id_reused",
              "identity_taken",
              "conflict",
              "body_too_large",
              "unsupported_media_type",
              "not_a_member",
              "unknown_channel",
              "rate_limited",
              "internal_error",
              "unavailable",
              "overloaded"
            ],
            "description": "What programs branch on."
          },
          "request_id": {
            "type": "string",
            "description": "The same as in X-Request-Id."
          },
          "error": {
            "type": "string",
            "description": "The code of RFC 6749, section 5.2, in answers to the form of POST /auth/token."
          },
          "errors": {
            "type": "array",
            "minItems": 1,
            "description": "One entry per field that is not acceptable.",
            "items": {
              "type": "object",
              "properties": {
                "pointer": {
                  "type": "string",
                  "description": "A JSON pointer into the body, `?name` for a query parameter, or `{name}` for a part of the path."
                },
                "detail": {
                  "type": "string",
                  "description": "What the field must be."
                }
              },
              "required": [
                "pointer",
                "detail"
              ],
              "additionalProperties": false
            }
          }
        },
        "required": [
          "type",
          "title",
          "status",
          "detail",
          "code",
          "request_id"
        ],
        "additionalProperties": false
      },
      "WebhookId": {
        "type": "string",
        "format": "uuid",
        "description": "Names a webhook.",
        "examples": [
          "0190f2c6-d5e1-7b1c-8f00-a2f4a1b2c3d4"
        ]
      },
      "EventId": {
        "type": "string",
        "minLength": 1,
        "maxLength": 128,
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]+$",
        "description": "Names an event: the same for each attempt, and for each webhook.",
        "examples": [
          "evt_0190f2c6d5e17b1c8f00a2f4a1b2c3d4_1042"
        ]
      },
      "WebhookUrl": {
        "type": "string",
        "format": "uri",
        "maxLength": 2048,
        "description": "http or https, without user name, password or fragment; no private or reserved address.",
        "examples": [
          "https://example.org/hooks/chat4all"
        ]
      },
      "EventFilter": {
        "type": "string",
        "enum": [
          "*",
          "message.*",
          "conversation.*",
          "webhook.*",
          "channel.*",
          "message.accepted",
          "message.sent",
          "message.delivered",
          "message.read",
          "message.failed",
          "message.redriven",
          "message.received",
          "message.edited",
          "message.deleted",
          "message.reaction",
          "message.operation",
          "conversation.created",
          "conversation.member_joined",
          "conversation.member_left",
          "webhook.disabled",
          "user.merged",
          "user.unmerged",
          "user.linked",
          "channel.down",
          "channel.up"
        ],
        "description": "An event type, a prefix, or `*` for all."
      },
      "EventFilters": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/EventFilter"
        },
        "minItems": 1,
        "maxItems": 64,
        "uniqueItems": true
      },
      "RetrySchedule": {
        "type": [
          "array",
          "null"
        ],
        "items": {
          "type": "integer",
          "minimum": 0,
          "maximum": 604800
        },
        "minItems": 1,
        "maxItems": 32,
        "description": "Seconds before each attempt, the first included; null for the gateway's own: 0, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h."
      },
      "WebhookDescription": {
        "type": [
          "string",
          "null"
        ],
        "minLength": 1,
        "maxLength": 256,
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]+$",
        "description": "For people."
      },
      "CreateWebhook": {
        "type": "object",
        "properties": {
          "url": {
            "$ref": "#/components/schemas/WebhookUrl"
          },
          "target_url": {
            "$ref": "#/components/schemas/WebhookUrl",
            "description": "The same as `url`."
          },
          "event_types": {
            "anyOf": [
              {
                "$ref": "#/components/schemas/EventFilter"
              },
              {
                "$ref": "#/components/schemas/EventFilters"
              }
            ]
          },
          "event_type": {
            "description": "The same as `event_types`.",
            "anyOf": [
              {
                "$ref": "#/components/schemas/EventFilter"
              },
              {
                "$ref": "#/components/schemas/EventFilters"
              }
            ]
          },
          "description": {
            "$ref": "#/components/schemas/WebhookDescription"
          },
          "secret": {
            "type": [
              "string",
              "null"
            ],
            "pattern": "^whsec_([A-Za-z0-9+/]{4}){8,20}$",
            "description": "One that you bring: `whsec_` and the base64 of 24 to 64 bytes. Null for a new one."
          },
          "retry_schedule": {
            "$ref": "#/components/schemas/RetrySchedule"
          }
        },
        "anyOf": [
          {
            "required": [
              "url",
              "event_types"
            ]
          },
          {
            "required": [
              "url",
              "event_type"
            ]
          },
          {
            "required": [
              "target_url",
              "event_types"
            ]
          },
          {
            "required": [
              "target_url",
              "event_type"
            ]
          }
        ],
        "additionalProperties": false
      },
      "ChangeWebhook": {
        "type": "object",
        "properties": {
          "url": {
            "$ref": "#/components/schemas/WebhookUrl"
          },
          "target_url": {
            "$ref": "#/components/schemas/WebhookUrl",
            "description": "The same as `url`."
          },
          "event_types": {
            "anyOf": [
              {
                "$ref": "#/components/schemas/EventFilter"
              },
              {
                "$ref": "#/components/schemas/EventFilters"
              }
            ]
          },
          "event_type": {
            "description": "The same as `event_types`.",
            "anyOf": [
              {
                "$ref": "#/components/schemas/EventFilter"
              },
              {
                "$ref": "#/components/schemas/EventFilters"
              }
            ]
          },
          "description": {
            "$ref": "#/components/schemas/WebhookDescription"
          },
          "retry_schedule": {
            "$ref": "#/components/schemas/RetrySchedule"
          },
          "enabled": {
            "type": "boolean",
            "description": "False pauses the webhook."
          }
        },
        "additionalProperties": false
      },
      "Webhook": {
        "type": "object",
        "properties": {
          "webhook_id": {
            "$ref": "#/components/schemas/WebhookId"
          },
          "url": {
            "$ref": "#/components/schemas/WebhookUrl"
          },
          "target_url": {
            "$ref": "#/components/schemas/WebhookUrl"
          },
          "event_types": {
            "$ref": "#/components/schemas/EventFilters"
          },
          "event_type": {
            "$ref": "#/components/schemas/EventFilter",
            "description": "The first of `event_types`."
          },
          "description": {
            "$ref": "#/components/schemas/WebhookDescription"
          },
          "enabled": {
            "type": "boolean"
          },
          "disabled_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time",
            "description": "Since when nothing is sent."
          },
          "disabled_reason": {
            "type": [
              "string",
              "null"
            ],
            "enum": [
              "client",
              "gone",
              "failing",
              null
            ],
            "description": "`client`: you said so. `gone`: it answered 410. `failing`: five days of nothing but failure."
          },
          "failing_since": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time",
            "description": "Since when there was nothing but failure."
          },
          "retry_schedule": {
            "$ref": "#/components/schemas/RetrySchedule"
          },
          "created_at": {
            "type": "string",
            "format": "date-time"
          },
          "updated_at": {
            "type": "string",
            "format": "date-time"
          }
        },
        "required": [
          "webhook_id",
          "url",
          "target_url",
          "event_types",
          "event_type",
          "description",
          "enabled",
          "disabled_at",
          "disabled_reason",
          "failing_since",
          "retry_schedule",
          "created_at",
          "updated_at"
        ]
      },
      "WebhookWithSecret": {
        "type": "object",
        "properties": {
          "webhook_id": {
            "$ref": "#/components/schemas/WebhookId"
          },
          "url": {
            "$ref": "#/components/schemas/WebhookUrl"
          },
          "target_url": {
            "$ref": "#/components/schemas/WebhookUrl"
          },
          "event_types": {
            "$ref": "#/components/schemas/EventFilters"
          },
          "event_type": {
            "$ref": "#/components/schemas/EventFilter",
            "description": "The first of `event_types`."
          },
          "description": {
            "$ref": "#/components/schemas/WebhookDescription"
          },
          "enabled": {
            "type": "boolean"
          },
          "disabled_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time",
            "description": "Since when nothing is sent."
          },
          "disabled_reason": {
            "type": [
              "string",
              "null"
            ],
            "enum": [
              "client",
              "gone",
              "failing",
              null
            ],
            "description": "`client`: you said so. `gone`: it answered 410. `failing`: five days of nothing but failure."
          },
          "failing_since": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time",
            "description": "Since when there was nothing but failure."
          },
          "retry_schedule": {
            "$ref": "#/components/schemas/RetrySchedule"
          },
          "created_at": {
            "type": "string",
            "format": "date-time"
          },
          "updated_at": {
            "type": "string",
            "format": "date-time"
          },
          "secret": {
            "type": "string",
            "pattern": "^whsec_",
            "description": "What POSTs are signed with. Shown this once."
          },
          "previous_secret_until": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time",
            "description": "Until when the secret before signs as well."
          }
        },
        "required": [
          "webhook_id",
          "url",
          "target_url",
          "event_types",
          "event_type",
          "description",
          "enabled",
          "disabled_at",
          "disabled_reason",
          "failing_since",
          "retry_schedule",
          "created_at",
          "updated_at",
          "secret",
          "previous_secret_until"
        ]
      },
      "WebhookPage": {
        "type": "object",
        "properties": {
          "webhooks": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Webhook"
            }
          },
          "next_cursor": {
            "$ref": "#/components/schemas/Cursor"
          },
          "has_more": {
            "$ref": "#/components/schemas/HasMore"
          }
        },
        "required": [
          "webhooks",
          "next_cursor",
          "has_more"
        ]
      },
      "WebhookAttempt": {
        "type": "object",
        "properties": {
          "id": {
            "type": "integer",
            "format": "int64",
            "minimum": 1,
            "description": "The attempt's number."
          },
          "webhook_id": {
            "$ref": "#/components/schemas/WebhookId"
          },
          "event_id": {
            "$ref": "#/components/schemas/EventId"
          },
          "event_type": {
            "type": "string",
            "description": "The event's type."
          },
          "attempt": {
            "type": "integer",
            "minimum": 1,
            "description": "Which attempt for this event it was."
          },
          "status": {
            "type": "string",
            "enum": [
              "succeeded",
              "failed",
              "exhausted"
            ],
            "description": "`failed` is tried again, `exhausted` is not."
          },
          "status_code": {
            "type": [
              "integer",
              "null"
            ],
            "description": "The HTTP status; null where there was no answer."
          },
          "error": {
            "type": [
              "string",
              "null"
            ],
            "description": "Why there was no answer: `timeout`, `resolve`, `connect`, `tls`, `forbidden_address`, `interrupted`, `protocol_error`, `too_large`, `overloaded`, `stopped`."
          },
          "latency_ms": {
            "type": "integer",
            "minimum": 0
          },
          "response": {
            "type": "string",
            "description": "The answer's first 4096 bytes."
          },
          "attempted_at": {
            "type": "string",
            "format": "date-time"
          },
          "next_attempt_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time",
            "description": "When it is tried again; null where it is not."
          }
        },
        "required": [
          "id",
          "webhook_id",
          "event_id",
          "event_type",
          "attempt",
          "status",
          "status_code",
          "error",
          "latency_ms",
          "response",
          "attempted_at",
          "next_attempt_at"
        ]
      },
      "WebhookAttemptPage": {
        "type": "object",
        "properties": {
          "attempts": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/WebhookAttempt"
            }
          },
          "next_cursor": {
            "$ref": "#/components/schemas/Cursor"
          },
          "has_more": {
            "$ref": "#/components/schemas/HasMore"
          }
        },
        "required": [
          "attempts",
          "next_cursor",
          "has_more"
        ]
      },
      "WebhookRetry": {
        "type": "object",
        "properties": {
          "status": {
            "const": "accepted"
          },
          "webhook_id": {
            "$ref": "#/components/schemas/WebhookId"
          },
          "event_id": {
            "$ref": "#/components/schemas/EventId"
          }
        },
        "required": [
          "status",
          "webhook_id",
          "event_id"
        ]
      },
      "ReplayWebhook": {
        "type": "object",
        "properties": {
          "since": {
            "type": "string",
            "format": "date-time",
            "description": "Events from this time on."
          },
          "until": {
            "type": "string",
            "format": "date-time",
            "description": "Events before this time; now, where it is left out."
          }
        },
        "required": [
          "since"
        ],
        "additionalProperties": false
      },
      "WebhookReplay": {
        "type": "object",
        "properties": {
          "status": {
            "const": "accepted"
          },
          "webhook_id": {
            "$ref": "#/components/schemas/WebhookId"
          },
          "since": {
            "type": "string",
            "format": "date-time"
          },
          "until": {
            "type": "string",
            "format": "date-time"
          },
          "events": {
            "type": "integer",
            "minimum": 0,
            "description": "Your events in the range, before the webhook's filters."
          }
        },
        "required": [
          "status",
          "webhook_id",
          "since",
          "until",
          "events"
        ]
      },
      "Attachment": {
        "type": "object",
        "properties": {
          "media_ref": {
            "type": "string",
            "description": "The platform's handle for the bytes."
          },
          "file_name": {
            "type": "string"
          },
          "mime_type": {
            "type": "string"
          },
          "size": {
            "type": "integer",
            "minimum": 0,
            "description": "In bytes."
          },
          "sha256": {
            "type": "string",
            "description": "Hexadecimal, as the platform said."
          }
        }
      },
      "MessagePayload": {
        "type": "object",
        "properties": {
          "type": {
            "const": "text"
          },
          "text": {
            "type": "string",
            "description": "Empty where the message was deleted, or came in as files alone."
          },
          "attachments": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Attachment"
            },
            "description": "Files that came in with the message."
          },
          "format": {
            "enum": [
              "markdown",
              "html"
            ],
            "description": "How `text` is written; plain where absent."
          }
        },
        "required": [
          "type",
          "text"
        ]
      },
      "MessageSource": {
        "type": "object",
        "description": "Where a message came in. Messages of the API do not have it.",
        "properties": {
          "channel": {
            "$ref": "#/components/schemas/ChannelName"
          },
          "account": {
            "$ref": "#/components/schemas/ChannelName"
          },
          "chat": {
            "type": "string",
            "description": "The platform's id of the chat, or the author's address."
          },
          "external_message_id": {
            "type": "string",
            "description": "The platform's name for the message."
          },
          "occurred_at": {
            "type": "string",
            "format": "date-time",
            "description": "By the platform's clock."
          },
          "sender_name": {
            "type": "string",
            "description": "What the platform calls the author."
          }
        },
        "required": [
          "channel",
          "account",
          "chat",
          "external_message_id",
          "occurred_at"
        ]
      },
      "Reaction": {
        "type": "object",
        "properties": {
          "user_id": {
            "$ref": "#/components/schemas/UserId"
          },
          "reaction": {
            "type": "string",
            "description": "The platform's sign: an emoji, or its name for one."
          },
          "channel": {
            "$ref": "#/components/schemas/ChannelName"
          },
          "reacted_at": {
            "type": "string",
            "format": "date-time",
            "description": "By the platform's clock."
          }
        },
        "required": [
          "user_id",
          "reaction",
          "channel",
          "reacted_at"
        ]
      },
      "MergeUser": {
        "type": "object",
        "properties": {
          "into": {
            "$ref": "#/components/schemas/UserId"
          },
          "reason": {
            "type": "string",
            "minLength": 1,
            "maxLength": 256,
            "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]+$",
            "description": "For the audit trail."
          }
        },
        "required": [
          "into"
        ],
        "additionalProperties": false
      },
      "UserMerge": {
        "type": "object",
        "properties": {
          "merge_id": {
            "type": "string",
            "format": "uuid"
          },
          "user_id": {
            "$ref": "#/components/schemas/UserId"
          },
          "merged_user_id": {
            "$ref": "#/components/schemas/UserId"
          },
          "cause": {
            "type": "string",
            "enum": [
              "api",
              "link_code",
              "address"
            ],
            "description": "What brought it about: a request, a link code, or a platform that told two addresses together."
          },
          "reason": {
            "type": [
              "string",
              "null"
            ],
            "description": "The request's own words."
          },
          "moved": {
            "type": "object",
            "description": "What changed hands.",
            "properties": {
              "identities": {
                "type": "array",
                "items": {
                  "$ref": "#/components/schemas/ChannelName"
                }
              },
              "conversations": {
                "type": "integer",
                "minimum": 0
              },
              "shared_conversations": {
                "type": "integer",
                "minimum": 0,
                "description": "Groups that both were members of."
              },
              "chats": {
                "type": "integer",
                "minimum": 0
              },
              "contacts": {
                "type": "integer",
                "minimum": 0
              }
            },
            "required": [
              "identities",
              "conversations",
              "shared_conversations",
              "chats",
              "contacts"
            ]
          },
          "merged_at": {
            "type": "string",
            "format": "date-time",
            "description": "When the two became one."
          },
          "undone_at": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time",
            "description": "When that was taken back."
          }
        },
        "required": [
          "merge_id",
          "user_id",
          "merged_user_id",
          "cause",
          "reason",
          "moved",
          "merged_at",
          "undone_at"
        ]
      },
      "UserMergePage": {
        "type": "object",
        "properties": {
          "merges": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/UserMerge"
            }
          },
          "next_cursor": {
            "$ref": "#/components/schemas/Cursor"
          },
          "has_more": {
            "$ref": "#/components/schemas/HasMore"
          }
        },
        "required": [
          "merges",
          "next_cursor",
          "has_more"
        ]
      },
      "CreateLinkCode": {
        "type": "object",
        "properties": {
          "channel": {
            "$ref": "#/components/schemas/ChannelName"
          },
          "expires_in": {
            "type": "integer",
            "minimum": 60,
            "maximum": 86400,
            "default": 600,
            "description": "How long the code is good, in seconds."
          }
        },
        "required": [
          "channel"
        ],
        "additionalProperties": false
      },
      "LinkCode": {
        "type": "object",
        "properties": {
          "user_id": {
            "$ref": "#/components/schemas/UserId"
          },
          "channel": {
            "$ref": "#/components/schemas/ChannelName"
          },
          "code": {
            "type": "string",
            "pattern": "^[2-9BCDFGHJKMNPQRSTVWXZ]{8}$"
          },
          "expires_at": {
            "type": "string",
            "format": "date-time",
            "description": "Until when it is good."
          }
        },
        "required": [
          "user_id",
          "channel",
          "code",
          "expires_at"
        ]
      }
    }
  }
}

"""#
