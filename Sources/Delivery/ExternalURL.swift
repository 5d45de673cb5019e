import Alerting
import Model

/// Where people reach this installation (`external_url`), with the pages that messages link to.
struct ExternalURL: Sendable {
    /// The URL without a slash at its end.
    let text: String

    init(_ text: String) {
        var text = text[...]
        while text.hasSuffix("/") { text.removeLast() }
        self.text = String(text)
    }

    /// The page of one alert.
    func page(of alert: Fingerprint) -> String { "\(text)/?alert=\(alert)" }

    /// Where an alert comes from: the page about it, unless whoever raised it elsewhere says another.
    func generator(of alert: NotifiedAlert) -> String { alert.generatorURL ?? page(of: alert.fingerprint) }

    /// The host, without a port.
    var host: String {
        let rest = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text[...]
        let authority = rest.prefix { !"/?#".contains($0) }
        if authority.hasPrefix("[") { return String(authority.dropFirst().prefix { $0 != "]" }) }
        return String(authority.prefix { $0 != ":" })
    }
}
