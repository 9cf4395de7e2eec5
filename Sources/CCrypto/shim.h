// The functions whose state is a plain value: they can't fail, take no memory and read no configuration file, which the
// ones that OpenSSL 3 recommends in their place do when they are first used.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md5.h>
#include <openssl/sha.h>
