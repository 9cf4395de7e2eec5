// libFuzzer's interface for programs with a main of their own; the toolchain has the library but no header.
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *_Nonnull count, char *_Nullable *_Nonnull *_Nonnull arguments,
                        int (*_Nonnull test)(const uint8_t *_Nullable data, size_t size));
