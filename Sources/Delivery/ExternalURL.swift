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
}
