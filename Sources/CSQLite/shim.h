#include <sqlite3.h>

/* SQLITE_TRANSIENT, which has SQLite copy the text, is a cast that Swift does not import. */
static inline int imagescan_bind_text(sqlite3_stmt *statement, int index, const char *text, int count) {
    return sqlite3_bind_text(statement, index, text, count, SQLITE_TRANSIENT);
}
