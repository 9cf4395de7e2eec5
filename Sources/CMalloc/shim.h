#pragma once
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/// Lets blocks of 128 KiB and more go back to the system as soon as they are free. As glibc comes, it raises that bound with
/// every larger block that is freed, up to 32 MiB.
static inline void malloc_keep_bound(void) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
#endif
}
