import CSimdJSON
import Model
import Outbound

/// Why a request failed, and how long its target is to be left alone.
struct Refusal: Error, Hashable {
    /// The reason.
    let reason: PollFailureReason
    /// What happened, for people.
    let message: String
    /// The time that the server asked for; nil when it named none.
    var wait: TimeSpan?
}

/// Reads what became of requests: the rows of an answer, or why there are none.
struct AnswerReading {
    /// The longest time that a server is left alone for because it says so.
    static let longestWait = TimeSpan.hours(1)

    /// Who was asked, as messages name it.
    let host: String
    /// Texts that no message may show, should a peer send them back.
    let secrets: [Secret]
    /// The time that a request had.
    let timeout: TimeSpan

    /// What `read` makes of a successful answer; `received` is when it came.
    func read<Content>(
        _ outcome: HTTPOutcome,
        as interface: InterfaceRequest.Interface,
        received: Timestamp,
        with decoder: AnswerDecoder,
        read: (csimdjson_document) -> Content
    ) -> Result<Content, Refusal> {
        switch outcome {
        case .failed(let failure): return .failure(refusal(failure))
        case .response(let response):
            if let refusal = refusal(response, received: received) { return .failure(refusal) }
            return response.body.withUnsafeBytes { bytes in
                decoder.decode(bytes, as: interface.kind) { document in
                    verdict(on: document, body: response.body).map { .failure($0) } ?? .success(read(document))
                }
            }
        }
    }

    /// Why a document is no successful answer; nil when it is one.
    private func verdict(on document: csimdjson_document, body: [UInt8]) -> Refusal? {
        func malformed(_ problem: String) -> Refusal {
            refusal(.malformed, "the answer of \(host) is none of this interface: \(problem); \(beginning(of: body))")
        }
        if let problem = document.problemText { return malformed(problem) }
        guard document.result_code_shape == csimdjson_string, let code = document.result_code.text else {
            return malformed("it has no `resultCode` that is a string")
        }
        guard code == csimdjson_document.success else {
            let result = ResultCode(code: excerpt(code))
            let text = document.result_desc.text.map(excerpt)
            return refusal(result.reason, "\(host) answered with \(result.message(saying: text))")
        }
        guard document.result_desc_shape == csimdjson_objects else {
            return malformed("its `resultDesc` is no array of objects")
        }
        return nil
    }

    /// Why a transfer came to no answer.
    private func refusal(_ failure: TransferFailure) -> Refusal {
        switch failure.kind {
        case .tls:
            refusal(
                .tls,
                "no trusted connection to \(host): \(failure.message); a certificate of the site's own wants "
                    + "`tls_config` with `ca_file`, and `server_name` where the URL has another name than it"
            )
        case .timeout:
            refusal(.timeout, "no whole answer from \(host) within \(timeout): \(failure.message)")
        case .tooLarge:
            refusal(.tooLarge, "the answer of \(host) is larger than 16 MB")
        case .malformed:
            refusal(.malformed, "\(host) does not speak HTTP as it should: \(failure.message)")
        case .connect:
            refusal(.connect, "no connection to \(host): \(failure.message)")
        case .reset:
            refusal(.connect, "no whole answer from \(host), which broke off: \(failure.message)")
        case .badURL, .badRequest, .cancelled, .local:
            refusal(.connect, "no answer from \(host): \(failure.message)")
        }
    }

    /// Why a response is no answer; nil when its body is to be read.
    private func refusal(_ response: HTTPResponse, received: Timestamp) -> Refusal? {
        let status = response.status
        let header = response.headers["Retry-After"]
        let wait = response.headers.retryAfterMilliseconds(now: received.milliseconds).map {
            min(TimeSpan.milliseconds($0), Self.longestWait)
        }
        switch status {
        case 200: return nil
        case 401:
            return refusal(
                .credentials,
                "\(host) does not accept the signature (401); check `access_key`, `secret_key` and this machine's "
                    + "clock, then `signed_headers` and `timestamp`"
            )
        case 403:
            return refusal(
                .credentials,
                "\(host) refuses this client (403); have this machine's address and the access key admitted there"
            )
        case 429:
            return refusal(.rateLimited, "\(host) wants fewer requests (429)" + pause(wait), wait: wait)
        case 503 where header != nil:
            return refusal(.rateLimited, "\(host) is not available for now (503)" + pause(wait), wait: wait)
        case 300..<400:
            return refusal(.httpStatus, "\(host) answered \(status), a redirect, which is not followed; check `url`")
        case 404:
            return refusal(.httpStatus, "\(host) has no such interface (404); check the path of `url`")
        case 418:
            return refusal(
                .httpStatus,
                "\(host) answered 418, as its firewall does to a wrong server name; set `server_name` in `tls_config`"
            )
        default:
            return refusal(.httpStatus, "\(host) answered with HTTP status \(status); \(beginning(of: response.body))")
        }
    }

    private func pause(_ wait: TimeSpan?) -> String {
        wait.map { "; it is asked again after \($0)" } ?? "; it is asked again at the next cycle"
    }

    private func refusal(_ reason: PollFailureReason, _ message: String, wait: TimeSpan? = nil) -> Refusal {
        Refusal(reason: reason, message: message, wait: wait)
    }

    /// What a body begins with; a proxy's page tells itself so.
    private func beginning(of body: [UInt8]) -> String {
        body.isEmpty
            ? "it has no body" : "it begins with `\(excerpt(String(decoding: body.prefix(400), as: UTF8.self)))`"
    }

    /// A peer's text for a message: short, on one line, without what is secret here.
    private func excerpt(_ text: String) -> String {
        var rest = text
        for secret in secrets where !secret.text.isEmpty { rest = rest.replacing(secret.text, with: "<secret>") }
        var printable = String.UnicodeScalarView()
        for scalar in rest.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                printable.append(" ")
            default:
                printable.append(scalar)
            }
        }
        let line = String(printable).split(separator: " ").joined(separator: " ")
        return line.count <= Self.excerptLength ? line : line.prefix(Self.excerptLength) + "..."
    }

    private static let excerptLength = 120
}
