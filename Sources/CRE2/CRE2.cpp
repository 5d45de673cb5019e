#include "CRE2.h"

#include <memory>

#include <re2/re2.h>

struct cre2_pattern {
    std::unique_ptr<const re2::RE2> compiled;
};

static std::unique_ptr<const re2::RE2> compile(re2::StringPiece text, long long max_memory) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(max_memory);
    return std::make_unique<const re2::RE2>(text, options);
}

extern "C" {

cre2_pattern *cre2_new(const char *pattern, size_t length, long long max_program, long long max_memory) {
    const re2::StringPiece text(pattern, length);
    // With little memory RE2 gives up on a large program before it spends time on it; automata need more.
    auto compiled = compile(text, max_program);
    if (compiled->ok()) compiled = compile(text, max_memory);
    return new cre2_pattern{std::move(compiled)};
}

const char *cre2_error(const cre2_pattern *pattern) {
    return pattern->compiled->ok() ? nullptr : pattern->compiled->error().c_str();
}

bool cre2_is_too_large(const cre2_pattern *pattern) {
    return pattern->compiled->error_code() == re2::RE2::ErrorPatternTooLarge;
}

bool cre2_full_match(const cre2_pattern *pattern, const char *text, size_t length) {
    return re2::RE2::FullMatch(re2::StringPiece(text, length), *pattern->compiled);
}

void cre2_delete(cre2_pattern *pattern) { delete pattern; }

}
