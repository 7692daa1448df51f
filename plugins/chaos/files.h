// What chaos does with files of the host.
#pragma once

#include "chat4all/connector.h"

// Fetches `from` into a file of the host, reads it, sends it on to `to` as a part of a form, and accepts as LENGTH-SUM. The sum is FNV-1a
// of 64 bits.
void fetch_file(const c4a_host *host, c4a_instance instance, c4a_op op, const char *from, const char *to);

// Reads a file, sends it to `to`, unless that is empty, as the body of a PUT, and accepts as LENGTH-SUM.
void put_file(const c4a_host *host, c4a_instance instance, c4a_op op, const c4a_file_message *message, const char *to);
