// The CommonMark reference reader (Debian: libcmark-dev). No shims: nothing of it is variadic.
#include <cmark.h>
