#ifndef CRE2_H
#define CRE2_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled RE2 pattern; safe to use from many threads at once.
typedef struct cre2_pattern cre2_pattern;

/// Compiles `pattern` (UTF-8, `length` bytes). Never null: a pattern that cannot be compiled has an error.
///
/// Its program must fit into RE2's share of `max_program` bytes; program and automata may take `max_memory`.
cre2_pattern *cre2_new(const char *pattern, size_t length, long long max_program, long long max_memory);

/// The reason why the pattern cannot be used, or null when it can. Owned by the pattern.
const char *cre2_error(const cre2_pattern *pattern);

/// Whether that reason is the size of its program.
bool cre2_is_too_large(const cre2_pattern *pattern);

/// Whether all of `text` (UTF-8, `length` bytes) matches.
bool cre2_full_match(const cre2_pattern *pattern, const char *text, size_t length);

/// Gives the pattern back.
void cre2_delete(cre2_pattern *pattern);

#ifdef __cplusplus
}
#endif

#endif
