#ifndef CALLWATCH_CALLS_OBJECT_H
#define CALLWATCH_CALLS_OBJECT_H

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <string_view>

#include "CSimdJSON.h"
#include "WholeNumber.h"

namespace callwatch {

/// A name of the interface with the quote that ends it, as two words: two comparisons instead of a call.
struct Name {
    std::uint64_t low = 0, high = 0;
    std::uint64_t low_mask = 0, high_mask = 0;
    std::string_view text;

    template <std::size_t Size>
    constexpr Name(const char (&name)[Size]) : text(name, Size - 1) {
        static_assert(Size <= 16, "two words hold 15 characters and the quote");
        for (std::size_t index = 0; index < Size; ++index) {
            const auto byte = std::uint64_t(std::uint8_t(index + 1 < Size ? name[index] : '"'));
            auto &word = index < 8 ? low : high;
            auto &mask = index < 8 ? low_mask : high_mask;
            word |= byte << 8 * (index % 8);
            mask |= std::uint64_t{0xFF} << 8 * (index % 8);
        }
    }

    /// Whether it stands at `bytes`, of which 16 can be read.
    bool stands_at(const char *bytes) const {
        std::uint64_t words[2];
        std::memcpy(words, bytes, sizeof words);
        return (((little_endian(words[0]) ^ low) & low_mask) | ((little_endian(words[1]) ^ high) & high_mask)) == 0;
    }

  private:
    static std::uint64_t little_endian(std::uint64_t word) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        return __builtin_bswap64(word);
#else
        return word;
#endif
    }
};

/// The members of an access code's object, in the order of the interface's table: the id, then the counters.
inline constexpr Name member_names[] = {
    "innoId", "allCallCount", "ivrCallCount", "agentCallCount", "queueCallCount", "longestWaitTime",
};
inline constexpr int member_count = std::size(member_names);

/// Reads an access code's object that is written as nearly all are: every member once, in the order of the table, a
/// whole number of a few digits, no white space. It says nothing of any other.
///
/// Each byte is compared with the only one that may stand there, and the padding behind the document is none of them, so
/// that a whole object is read without a look at simdjson's tokens.
inline bool read_usual_row(const char *at, csimdjson_row &row) noexcept {
    row.known = (1 << (member_count - 1)) - 1;
    row.not_numbers = 0;
    for (int index = 0; index < member_count; ++index) {
        const Name &name = member_names[index];
        if (*at++ != (index == 0 ? '{' : ',') || *at++ != '"' || !name.stands_at(at)) return false;
        at += name.text.size() + 1;
        if (*at++ != ':') return false;
        std::int64_t number;
        const int digits = read_digits(at, number);
        if (digits == 0) return false;
        at += digits;
        if (index == 0) {
            row.id = number;
        } else {
            row.counters[index - 1] = double(number);
        }
    }
    return *at == '}';
}

}  // namespace callwatch

#endif
