import Model

/// A `resultCode` other than success, and what is known of it.
struct ResultCode {
    /// The code as delivered.
    let code: String

    /// The word for it among the reasons of a failed request.
    var reason: PollFailureReason { code == "0101003" ? .credentials : .resultCode }

    /// What it means and what to do; nil for a code that is not of this interface's table.
    private var meaning: String? {
        switch code {
        case "0100001": "the call failed"
        case "0100002": "a parameter is not valid; check `cc_id`, `vdn` and `inno_ids`"
        case "0100003": "this needs a newer CTI platform; CTI 3.6 (V3R6) does not support this interface"
        case "0100999": "unknown exception of the platform"
        case "0101001": "exception of the quality inspection's interface"
        case "0101002": "the number does not exist on the platform"
        case "0101003": "the access key lacks the permission; have it granted for the monitoring interfaces"
        default: nil
        }
    }

    /// The code in words, with the text that came with it.
    func message(saying text: String?) -> String {
        var message = "result code \(code)"
        if let meaning { message += ": \(meaning)" }
        if let text, !text.isEmpty { message += " (`\(text)`)" }
        return message
    }
}
