#include "CSimdJSON.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

#include <simdjson.h>

#include "CallsObject.h"
#include "WholeNumber.h"

// On-demand parsing reads a number's own text, which exact values need; the DOM knows doubles only and refuses a whole
// document for one `1e400`. It checks no more than is read, so everything is read here, what is not wanted too.

namespace {

using simdjson::error_code;
namespace ondemand = simdjson::ondemand;
using callwatch::member_count;
using callwatch::member_names;
using callwatch::Name;

constexpr int depth_limit = 100;
constexpr std::size_t smallest_capacity = 64 * 1024;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// A document that ends here: simdjson's reasons and those it has no code for.
struct Problem {
    const char *text = nullptr;

    Problem() = default;
    Problem(const char *text) : text(text) {}
    Problem(error_code error) : text(error ? simdjson::error_message(error) : nullptr) {}
    explicit operator bool() const { return text != nullptr; }
};

#define TRY(EXPRESSION)                                  \
    do {                                                 \
        if (Problem problem{EXPRESSION}) return problem; \
    } while (0)

/// The key of a member. Those that are written without escapes are compared where they stand.
class Key {
  public:
    explicit Key(ondemand::field &field) : field(field), raw(field.key().raw()) {}

    /// Whether it is `name`, compared with the bytes of the document; the padding behind them bounds the reading.
    bool is(const Name &name) const { return has_text ? text == name.text : name.stands_at(raw); }

    /// Checks the key's escapes and compares by its text from now on.
    Problem unescape() {
        TRY(field.unescaped_key().get(text));
        has_text = true;
        return {};
    }

  private:
    ondemand::field &field;
    const char *raw;
    std::string_view text;
    bool has_text = false;
};

std::string_view trimmed(std::string_view token) {
    while (!token.empty() && (token.back() == ' ' || token.back() == '\n' || token.back() == '\r' || token.back() == '\t'))
        token.remove_suffix(1);
    return token;
}

/// Checks a literal or a number, which simdjson is to step over unread.
Problem check_bare(std::string_view token) {
    std::int64_t ignored;
    if (token == "true" || token == "false" || token == "null") return {};
    if (callwatch::read_number(token, ignored) != callwatch::Numeral::none) return {};
    return "a value is neither a literal nor a number";
}

/// Reads a value that nobody wants, to the last byte.
Problem skip(ondemand::value value, int depth) {
    if (depth > depth_limit) return "nested deeper than 100";
    ondemand::json_type type;
    TRY(value.type().get(type));
    switch (type) {
    case ondemand::json_type::array: {
        ondemand::array array;
        TRY(value.get_array().get(array));
        for (auto element : array) {
            ondemand::value inner;
            TRY(element.get(inner));
            TRY(skip(inner, depth + 1));
        }
        return {};
    }
    case ondemand::json_type::object: {
        ondemand::object object;
        TRY(value.get_object().get(object));
        for (auto member : object) {
            ondemand::field field;
            TRY(std::move(member).get(field));
            std::string_view key;
            TRY(field.unescaped_key().get(key));
            TRY(skip(field.value(), depth + 1));
        }
        return {};
    }
    case ondemand::json_type::string: {
        std::string_view text;
        return value.get_string().get(text);
    }
    default: return check_bare(trimmed(value.raw_json_token()));
    }
}

/// Reads a value that may be a counter or an id: a number, or a string that is one.
Problem read_number(ondemand::value value, int depth, bool &is_counter, std::int64_t &number) {
    is_counter = callwatch::read_digits(value.raw_json_token().data(), number) > 0;
    if (is_counter) return {};
    ondemand::json_type type;
    TRY(value.type().get(type));
    if (type == ondemand::json_type::number) {
        const auto numeral = callwatch::read_number(trimmed(value.raw_json_token()), number);
        if (numeral == callwatch::Numeral::none) return "a value is neither a literal nor a number";
        is_counter = numeral == callwatch::Numeral::counter;
        return {};
    }
    if (type == ondemand::json_type::string) {
        std::string_view text;
        TRY(value.get_string().get(text));
        is_counter = callwatch::read_number(text, number) == callwatch::Numeral::counter;
        return {};
    }
    return skip(value, depth);
}

/// Reads a value that may be text; any other leaves `text` without bytes.
Problem read_text(ondemand::value value, int depth, csimdjson_shape &shape, csimdjson_text &text) {
    text = {};
    ondemand::json_type type;
    TRY(value.type().get(type));
    if (type == ondemand::json_type::string) {
        std::string_view view;
        TRY(value.get_string().get(view));
        shape = csimdjson_string;
        text = {view.data(), view.size()};
        return {};
    }
    shape = type == ondemand::json_type::null ? csimdjson_null : csimdjson_other;
    return skip(value, depth);
}

}  // namespace

struct csimdjson_decoder {
    csimdjson_document decode(std::string_view json, csimdjson_kind kind);

  private:
    Problem read(std::string_view json);
    Problem read_member(ondemand::field &field);
    Problem read_objects(ondemand::value value);
    Problem read_object(ondemand::value value);
    Problem read_ids(ondemand::value value, std::vector<std::int64_t> &ids);

    ondemand::parser parser;
    std::vector<char> buffer;
    std::vector<csimdjson_row> rows;
    std::vector<csimdjson_text> names;
    std::vector<std::int64_t> inno_ids;
    std::vector<std::int64_t> missing;
    csimdjson_kind kind = csimdjson_calls;
    csimdjson_document document = {};
};

csimdjson_document csimdjson_decoder::decode(std::string_view json, csimdjson_kind kind) {
    this->kind = kind;
    rows.clear();
    names.clear();
    inno_ids.clear();
    missing.clear();
    document = {};
    // Newer versions of simdjson step over the mark, older ones refuse it.
    if (json.substr(0, byte_order_mark.size()) == byte_order_mark) json.remove_prefix(byte_order_mark.size());
    document.problem = read(json).text;
    if (document.problem) return document;
    document.rows = rows.data();
    document.row_count = rows.size();
    document.names = kind == csimdjson_access_codes ? names.data() : nullptr;
    document.inno_ids = inno_ids.data();
    document.inno_id_count = inno_ids.size();
    document.missing = missing.data();
    document.missing_count = missing.size();
    return document;
}

Problem csimdjson_decoder::read(std::string_view json) {
    if (json.size() > parser.capacity() || parser.capacity() == 0) {
        std::size_t capacity = std::max(parser.capacity(), smallest_capacity);
        while (capacity < json.size()) capacity *= 2;
        TRY(parser.allocate(capacity));
        buffer.resize(capacity + simdjson::SIMDJSON_PADDING);
    }
    if (!json.empty()) std::memcpy(buffer.data(), json.data(), json.size());
    // An earlier document's end must not look like this one's.
    std::memset(buffer.data() + json.size(), ' ', simdjson::SIMDJSON_PADDING);

    ondemand::document root;
    ondemand::object object;
    TRY(parser.iterate(buffer.data(), json.size(), json.size() + simdjson::SIMDJSON_PADDING).get(root));
    ondemand::json_type type;
    TRY(root.type().get(type));
    if (type != ondemand::json_type::object) return "no JSON object";
    TRY(root.get_object().get(object));
    for (auto member : object) {
        ondemand::field field;
        TRY(std::move(member).get(field));
        TRY(read_member(field));
    }
    const char *rest;
    if (root.current_location().get(rest) != simdjson::OUT_OF_BOUNDS) return "something follows the object";
    return {};
}

Problem csimdjson_decoder::read_member(ondemand::field &field) {
    Key key{field};
    for (bool by_text : {false, true}) {
        if (by_text) TRY(key.unescape());
        csimdjson_shape shape;
        if (key.is("timestamp")) return read_text(field.value(), 1, shape, document.timestamp);
        if (key.is("ccId")) return read_number(field.value(), 1, document.has_cc_id, document.cc_id);
        if (key.is("vdn")) return read_number(field.value(), 1, document.has_vdn, document.vdn);
        if (key.is("resultCode"))
            return read_text(field.value(), 1, document.result_code_shape, document.result_code);
        if (key.is("resultDesc")) return read_objects(field.value());
        if (key.is("error")) return read_text(field.value(), 1, document.error_shape, document.error);
        if (key.is("reason")) return read_text(field.value(), 1, shape, document.reason);
        if (key.is("innoIds")) return read_ids(field.value(), inno_ids);
        if (key.is("missing")) return read_ids(field.value(), missing);
    }
    return skip(field.value(), 1);
}

Problem csimdjson_decoder::read_objects(ondemand::value value) {
    rows.clear();
    names.clear();
    ondemand::json_type type;
    TRY(value.type().get(type));
    if (type != ondemand::json_type::array)
        return read_text(value, 1, document.result_desc_shape, document.result_desc);
    document.result_desc = {};
    document.result_desc_shape = csimdjson_objects;
    ondemand::array array;
    TRY(value.get_array().get(array));
    for (auto element : array) {
        ondemand::value inner;
        TRY(element.get(inner));
        csimdjson_row row;
        if (kind == csimdjson_calls && callwatch::read_usual_row(inner.raw_json_token().data(), row)) {
            rows.push_back(row);
            continue;
        }
        ondemand::json_type inner_type;
        TRY(inner.type().get(inner_type));
        if (inner_type == ondemand::json_type::object) {
            TRY(read_object(inner));
        } else {
            document.result_desc_shape = csimdjson_other;
            TRY(skip(inner, 2));
        }
    }
    return {};
}

Problem csimdjson_decoder::read_object(ondemand::value value) {
    csimdjson_row row = {};
    csimdjson_text name = {};
    bool has_id = false;
    // The member that is looked for first: most servers write them in the order of the table.
    int expected = 0;

    const auto read_counter = [&](ondemand::value value, int index) -> Problem {
        bool is_counter;
        std::int64_t number;
        TRY(read_number(value, 3, is_counter, number));
        const std::uint8_t bit = std::uint8_t(1 << index);
        row.known = std::uint8_t(is_counter ? row.known | bit : row.known & ~bit);
        row.not_numbers = std::uint8_t(is_counter ? row.not_numbers & ~bit : row.not_numbers | bit);
        row.counters[index] = is_counter ? double(number) : 0;
        return {};
    };
    const auto read_calls_field = [&](ondemand::field &field, const Key &key, bool &is_read) -> Problem {
        for (int tries = 0, index = expected; tries < member_count; ++tries, index = (index + 1) % member_count) {
            if (!key.is(member_names[index])) continue;
            is_read = true;
            expected = (index + 1) % member_count;
            if (index == 0) return read_number(field.value(), 3, has_id, row.id);
            return read_counter(field.value(), index - 1);
        }
        return {};
    };
    const auto read_access_code_field = [&](ondemand::field &field, const Key &key, bool &is_read) -> Problem {
        is_read = true;
        csimdjson_shape shape;
        if (key.is("acId")) return read_number(field.value(), 3, has_id, row.id);
        if (key.is("codeDescription")) return read_text(field.value(), 3, shape, name);
        is_read = false;
        return {};
    };
    const auto read_field = [&](ondemand::field &field) -> Problem {
        Key key{field};
        bool is_read = false;
        for (bool by_text : {false, true}) {
            if (by_text) TRY(key.unescape());
            TRY(kind == csimdjson_calls ? read_calls_field(field, key, is_read)
                                        : read_access_code_field(field, key, is_read));
            if (is_read) return {};
        }
        return skip(field.value(), 3);
    };

    ondemand::object object;
    TRY(value.get_object().get(object));
    for (auto member : object) {
        ondemand::field field;
        TRY(std::move(member).get(field));
        TRY(read_field(field));
    }
    if (!has_id) return {};
    rows.push_back(row);
    if (kind == csimdjson_access_codes) names.push_back(name);
    return {};
}

Problem csimdjson_decoder::read_ids(ondemand::value value, std::vector<std::int64_t> &ids) {
    ids.clear();
    ondemand::json_type type;
    TRY(value.type().get(type));
    if (type != ondemand::json_type::array) return skip(value, 1);
    ondemand::array array;
    TRY(value.get_array().get(array));
    for (auto element : array) {
        ondemand::value inner;
        TRY(element.get(inner));
        bool is_id;
        std::int64_t id;
        TRY(read_number(inner, 2, is_id, id));
        if (is_id) ids.push_back(id);
    }
    return {};
}

extern "C" {

csimdjson_decoder *csimdjson_decoder_new(void) {
    // A constructor of an empty container may throw too.
    try {
        return new (std::nothrow) csimdjson_decoder;
    } catch (...) {
        return nullptr;
    }
}

void csimdjson_decoder_delete(csimdjson_decoder *decoder) { delete decoder; }

csimdjson_document csimdjson_decode(csimdjson_decoder *decoder, const void *bytes, size_t length, csimdjson_kind kind) {
    try {
        return decoder->decode(std::string_view(static_cast<const char *>(bytes), length), kind);
    } catch (...) {
        // Growing a buffer is all that throws.
        csimdjson_document none = {};
        none.problem = "no memory left to read it";
        return none;
    }
}

}
