#include "CRE2.h"

#include <string>

#include <re2/re2.h>

struct cre2_pattern {
    re2::RE2 compiled;
    std::string error;
    cre2_pattern(re2::StringPiece text, const re2::RE2::Options &options) : compiled(text, options) {
        if (!compiled.ok()) error = compiled.error();
    }
};

extern "C" {

cre2_pattern *cre2_new(const char *pattern, size_t length, long long max_memory) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(max_memory);
    return new cre2_pattern(re2::StringPiece(pattern, length), options);
}

const char *cre2_error(const cre2_pattern *pattern) {
    return pattern->compiled.ok() ? nullptr : pattern->error.c_str();
}

bool cre2_full_match(const cre2_pattern *pattern, const char *text, size_t length) {
    return re2::RE2::FullMatch(re2::StringPiece(text, length), pattern->compiled);
}

void cre2_delete(cre2_pattern *pattern) { delete pattern; }

}
