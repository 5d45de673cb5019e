#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Reads the contact centre's answers and recorded polls with simdjson, without an object for each of theirs.
///
/// It keeps its buffers from one document to the next. One thread at a time may use it.
typedef struct csimdjson_decoder csimdjson_decoder;

/// A JSON string's text in UTF-8, without its quotes and escapes; `bytes` is null where the document has none.
typedef struct {
    const char *bytes;
    size_t length;
} csimdjson_text;

/// One object of `resultDesc` that has a valid id.
typedef struct {
    int64_t id;
    /// In the order of the interface's table; 0 where unknown.
    double counters[5];
    /// Bit n: counter n is there and is a counter.
    uint8_t known;
    /// Bit n: counter n is there and is none.
    uint8_t not_numbers;
} csimdjson_row;

/// Which objects `resultDesc` holds.
typedef enum {
    /// `innoId` with the five counters (`/vdn/queryaccesscodecallinfo`, recorded polls).
    csimdjson_calls,
    /// `acId` with `codeDescription` (`/vdn/queryaccesscodeinfo`).
    csimdjson_access_codes,
} csimdjson_kind;

/// What a member of the document is.
typedef enum {
    csimdjson_absent,
    csimdjson_null,
    csimdjson_string,
    /// An array of nothing but objects, or an empty one.
    csimdjson_objects,
    csimdjson_other,
} csimdjson_shape;

/// A document's content. Whatever it points at belongs to the decoder and stays until the next call.
typedef struct {
    /// Why the bytes are no JSON object, in words; null when they are one, and nothing else counts when they are not.
    const char *problem;
    csimdjson_shape result_code_shape;
    csimdjson_text result_code;
    csimdjson_shape result_desc_shape;
    /// The text of a `resultDesc` that is a string.
    csimdjson_text result_desc;
    /// The objects of a `resultDesc` that is an array, as delivered.
    const csimdjson_row *rows;
    /// The `codeDescription` of each row; null unless access codes were asked for.
    const csimdjson_text *names;
    size_t row_count;

    /// What a recorded poll's line has besides.
    csimdjson_shape error_shape;
    csimdjson_text error;
    csimdjson_text reason;
    csimdjson_text timestamp;
    bool has_cc_id;
    int64_t cc_id;
    bool has_vdn;
    int64_t vdn;
    /// The valid ids of the arrays `innoIds` and `missing`.
    const int64_t *inno_ids;
    size_t inno_id_count;
    const int64_t *missing;
    size_t missing_count;
} csimdjson_document;

/// A new decoder, null when there is no memory.
csimdjson_decoder *csimdjson_decoder_new(void);

/// Gives the decoder back.
void csimdjson_decoder_delete(csimdjson_decoder *decoder);

/// Reads one document, the whole of it: what is behind a mistake, cut off or no UTF-8 never gives part of an answer.
///
/// Of a key that an object has twice the last counts, as in every common reader. A number is exact whatever its length,
/// and one that no `double` can hold is JSON all the same. A string with half a surrogate pair in escapes is no text and
/// makes the document malformed, as does nesting deeper than 100.
csimdjson_document csimdjson_decode(csimdjson_decoder *decoder, const void *bytes, size_t length, csimdjson_kind kind);

#ifdef __cplusplus
}
#endif

#endif
