#include <lzma.h>

// Swift does not import the macro.
static const uint32_t CLZMA_CONCATENATED = LZMA_CONCATENATED;
