import CSimdJSON
import Model

/// One line of a recording: what one request for a VDN's access codes brought.
enum RecordedLine {
    /// An answer: its rows, and the codes that it lacks.
    case answer(VDN, [csimdjson_row], missing: [Int64])
    /// A request that failed.
    case failure(RequestFailure)

    /// Why a line is none.
    struct Mistake: Error {
        let message: String
    }

    /// Reads a line.
    ///
    /// The reason of a failed request is the word in `reason`, else in `error`, else `connect`.
    static func read(_ document: csimdjson_document) -> Result<(time: Timestamp, line: RecordedLine), Mistake> {
        func bad<Success>(_ message: String) -> Result<Success, Mistake> { .failure(Mistake(message: message)) }

        if let problem = document.problemText {
            return bad(problem.hasPrefix("no JSON") ? problem : "no JSON object: \(problem)")
        }
        guard let time = document.timestamp.text.flatMap({ Timestamp(rfc3339: $0) }) else {
            return bad("no valid `timestamp` (RFC 3339, such as `2014-10-07T07:45:00Z`)")
        }
        guard document.has_cc_id else { return bad("no valid `ccId`") }
        guard document.has_vdn else { return bad("no valid `vdn`") }
        let vdn = VDN(ccId: document.cc_id, vdn: document.vdn)

        switch document.error_shape {
        case csimdjson_string:
            let message = document.error.text ?? ""
            let reason = [document.reason.text, message].lazy.compactMap { $0.flatMap(PollFailureReason.init) }.first
            return .success((time, .failed(vdn, reason ?? .connect, message, document.askedCodes)))
        case csimdjson_absent, csimdjson_null: break
        default: return bad("`error` is no string")
        }
        guard document.result_code_shape == csimdjson_string, let code = document.result_code.text else {
            return bad("neither `error` nor a `resultCode` that is a string")
        }
        guard code == csimdjson_document.success else {
            let result = ResultCode(code: code)
            let message = result.message(saying: document.result_desc.text)
            return .success((time, .failed(vdn, result.reason, message, document.askedCodes)))
        }
        guard document.result_desc_shape == csimdjson_objects else { return bad("`resultDesc` is no array of objects") }
        return .success((time, .answer(vdn, Array(document.calls), missing: document.missingCodes)))
    }

    private static func failed(
        _ vdn: VDN,
        _ reason: PollFailureReason,
        _ message: String,
        _ codes: [Int64]
    ) -> RecordedLine {
        .failure(RequestFailure(ccId: vdn.ccId, vdn: vdn.vdn, reason: reason, message: message, codes: codes))
    }
}
