#include <isa-l/igzip_lib.h>
#include <isa-l.h>
#include <isa-l/crc.h>

// ISA-L's checksums leave the upper halves of the vector registers in use, and SHA instructions, which know the lower halves
// alone, then take a third longer. What follows them in a loop with hashing clears the upper halves.
#if defined(__x86_64__)
__attribute__((target("avx"))) static inline void isal_clear_upper_halves_avx(void) { __builtin_ia32_vzeroupper(); }

static inline void isal_clear_upper_halves(void) {
    if (__builtin_cpu_supports("avx")) isal_clear_upper_halves_avx();
}
#else
static inline void isal_clear_upper_halves(void) {}
#endif
