/// Something that goes wrong on purpose, with the share of the answers it strikes.
package struct Fault: Sendable, Equatable {
    /// What goes wrong.
    package enum Kind: Sendable, Hashable {
        /// The answer comes after several seconds.
        case slow
        /// The answer never comes; the connection stays open.
        case hang
        /// The connection is reset (TCP RST) instead of an answer.
        case reset
        /// HTTP status 401 although the signature is right.
        case unauthorized
        /// HTTP status 500.
        case serverError
        /// HTTP status 429 with `Retry-After`.
        case tooManyRequests
        /// A body that is not JSON.
        case malformed
        /// A body that ends before its `Content-Length`.
        case truncated
        /// Another `resultCode` than success, of seven digits.
        case resultCode(String)
        /// One of the access codes asked for is left out.
        case missing
        /// Numbers come as strings.
        case strings
        /// One counter is below 0.
        case negative

        /// As the command line writes it.
        package var name: String {
            switch self {
            case .slow: "slow"
            case .hang: "hang"
            case .reset: "reset"
            case .unauthorized: "401"
            case .serverError: "500"
            case .tooManyRequests: "429"
            case .malformed: "malformed"
            case .truncated: "truncated"
            case .resultCode(let code): "code=\(code)"
            case .missing: "missing"
            case .strings: "strings"
            case .negative: "negative"
            }
        }

        /// All but ``resultCode(_:)``, whose code is the user's.
        fileprivate static let fixed: [Kind] = [
            .slow, .hang, .reset, .unauthorized, .serverError, .tooManyRequests, .malformed, .truncated, .missing,
            .strings, .negative,
        ]
    }

    /// What goes wrong.
    package let kind: Kind
    /// The share of the requests it strikes, 0 to 1.
    package let rate: Double

    /// A fault of a rate from 0 to 1.
    package init(_ kind: Kind, rate: Double) {
        precondition((0...1).contains(rate), "a rate is from 0 to 1")
        self.kind = kind
        self.rate = rate
    }

    /// Reads `KIND=RATE` as `--fault` takes it; a result code is `code=0100001=RATE`.
    package init(parsing text: String) throws(SimulatorOptionError) {
        func mistake(_ problem: String, _ remedy: String) -> SimulatorOptionError {
            SimulatorOptionError(flag: "--fault", value: text, problem: problem, remedy: remedy)
        }
        guard let separator = text.lastIndex(of: "="), text[..<separator] != "code" else {
            throw mistake("has no rate", "write KIND=RATE, as in slow=0.1 or code=0100001=0.1")
        }
        guard let rate = Double(text[text.index(after: separator)...]), (0...1).contains(rate) else {
            throw mistake("has no rate from 0 to 1", "give the share of the answers to strike, as in slow=0.1")
        }
        let name = text[..<separator]
        if let kind = Kind.fixed.first(where: { $0.name == name }) {
            self.init(kind, rate: rate)
        } else if name.hasPrefix("code=") {
            let code = name.dropFirst("code=".count)
            guard code.utf8.count == 7, code.utf8.allSatisfy({ (0x30...0x39).contains($0) }), code != "0100000" else {
                throw mistake(
                    "has no code of a failure",
                    "give seven digits other than 0100000, as in code=0100001=0.1"
                )
            }
            self.init(.resultCode(String(code)), rate: rate)
        } else {
            let names = Kind.fixed.map(\.name) + ["code=CODE"]
            throw mistake("is no kind of fault", "choose one of \(names.joined(separator: ", "))")
        }
    }
}
