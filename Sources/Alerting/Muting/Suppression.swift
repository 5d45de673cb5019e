package import Model

/// Why an alert that fires is not told; nothing of it for one that is.
package struct Suppression: Sendable, Hashable, Codable {
    /// The alerts that inhibit it, and by which rules.
    var inhibitions: [Inhibition] = []
    /// The ids of the silences that cover it.
    package var silencedBy: [String] = []
    /// The names of the time intervals by which its route is muted, or outside of which it is not active.
    package var mutedBy: [String] = []

    /// Nothing keeps an alert from being told.
    package init() {}

    /// What keeps an alert from being told.
    init(inhibitions: [Inhibition], silencedBy: [String], mutedBy: [String]) {
        self.inhibitions = inhibitions
        self.silencedBy = silencedBy
        self.mutedBy = mutedBy
    }

    /// The alerts that inhibit it, each once.
    package var inhibitedBy: [Fingerprint] {
        inhibitions.reduce(into: []) { found, inhibition in
            if !found.contains(inhibition.source) { found.append(inhibition.source) }
        }
    }

    /// Whether nothing keeps the alert from being told.
    package var isEmpty: Bool { inhibitions.isEmpty && !isMute }

    /// Whether somebody chose a time of quiet, at whose end what still fires is told.
    var isMute: Bool { !silencedBy.isEmpty || !mutedBy.isEmpty }

    /// In words: `silenced by 1b5c..., muted by nights`.
    func text(_ rules: [InhibitRule]) -> String {
        let inhibited = inhibitions.map { inhibition in
            let name = rules.indices.contains(inhibition.rule) ? rules[inhibition.rule].name : nil
            let rule = name.map { "rule `\($0)`" } ?? "rule \(inhibition.rule + 1)"
            return "inhibited by \(inhibition.source) via \(rule)"
        }
        let silenced = silencedBy.isEmpty ? [] : ["silenced by \(silencedBy.joined(separator: " "))"]
        let muted = mutedBy.isEmpty ? [] : ["muted by \(mutedBy.joined(separator: " "))"]
        return (inhibited + silenced + muted).joined(separator: ", ")
    }
}
