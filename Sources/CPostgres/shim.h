#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#else
/* Where Debian puts it. */
#include <postgresql/libpq-fe.h>
#endif

/* The names of an error's fields are character constants, which Swift does not import. */
static inline const char *hone_pg_sqlstate(const PGresult *result) { return PQresultErrorField(result, PG_DIAG_SQLSTATE); }
static inline const char *hone_pg_message(const PGresult *result) {
    return PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
}
static inline const char *hone_pg_detail(const PGresult *result) {
    return PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
}
