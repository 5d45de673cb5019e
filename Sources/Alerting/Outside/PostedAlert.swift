package import Model

/// An alert as a client of Alertmanager's API posts it.
package struct PostedAlert: Sendable, Hashable {
    /// Its labels, which are its identity.
    package var labels: Labels
    /// Its annotations.
    package var annotations: Labels
    /// When it began to fire; nil when that is not said.
    package var startsAt: Timestamp?
    /// When it ends or ended; nil when that is not said.
    package var endsAt: Timestamp?
    /// Where it comes from.
    package var generatorURL: String?

    /// An alert as it was posted.
    package init(
        labels: Labels,
        annotations: Labels = [:],
        startsAt: Timestamp? = nil,
        endsAt: Timestamp? = nil,
        generatorURL: String? = nil
    ) {
        self.labels = labels
        self.annotations = annotations
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.generatorURL = generatorURL
    }

    /// The times that it means when it comes at `now`, by Alertmanager's rules.
    func period(at now: Timestamp, timeout: TimeSpan) -> (startsAt: Timestamp, endsAt: Timestamp, isTimed: Bool) {
        (startsAt ?? endsAt ?? now, endsAt ?? now + timeout, endsAt == nil)
    }
}

/// Why something that was posted is not taken.
package enum PostMistake: Error, Sendable, Hashable {
    /// It has no label with a value.
    case noLabel
    /// A label's, or an annotation's, name is empty or has control characters.
    case badName(String)
    /// It has more labels, or more annotations, than are taken.
    case tooManyPairs(most: Int)
    /// A name or value is longer than is taken.
    case tooLong(name: String, most: Int)
    /// Where it comes from is no address of the web.
    case badURL
    /// It ends before it starts.
    case endsBeforeItStarts
    /// There are as many alerts from elsewhere as are kept.
    case tooManyAlerts(most: Int)

    /// What is wrong, in Alertmanager's words where it has some.
    package var text: String {
        switch self {
        case .noLabel: "at least one label pair required"
        case .badName(let name): "invalid label set: invalid name \"\(name.escapedForMatcher)\""
        case .tooManyPairs(let most): "more than \(most) labels or annotations"
        case .tooLong(let name, let most): "`\(name.prefix(60))` or its value is longer than \(most) bytes"
        case .badURL: "generatorURL must be of type uri, with http or https"
        case .endsBeforeItStarts: "start time must be before end time"
        case .tooManyAlerts(let most): "there are \(most) alerts from elsewhere already, and no more are kept"
        }
    }
}

extension PostedAlert {
    /// The most labels, and the most annotations, of an alert.
    package static let mostPairs = 64
    /// The most bytes of a label's name or value.
    package static let longestLabel = 4096
    /// The most bytes of an annotation's name or value.
    package static let longestAnnotation = 16_384

    /// Throws the first thing that is wrong with the alert when it comes at `now`.
    func check(at now: Timestamp, timeout: TimeSpan) throws(PostMistake) {
        let period = period(at: now, timeout: timeout)
        guard period.startsAt <= period.endsAt else { throw .endsBeforeItStarts }
        guard !labels.isEmpty else { throw .noLabel }
        try labels.check(longest: Self.longestLabel)
        try annotations.check(longest: Self.longestAnnotation)
        if let generatorURL, !Self.isWebAddress(generatorURL) { throw .badURL }
    }

    /// Whether a text may be shown as a link: another scheme than the web's could run where it is shown.
    private static func isWebAddress(_ text: String) -> Bool {
        let isOfTheWeb = ["http://", "https://"].contains { text.lowercased().hasPrefix($0) }
        return isOfTheWeb && text.utf8.count <= longestLabel && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }
}

extension Labels {
    /// Throws what keeps them from being taken from outside.
    func check(longest: Int) throws(PostMistake) {
        guard pairs.count <= PostedAlert.mostPairs else { throw .tooManyPairs(most: PostedAlert.mostPairs) }
        for pair in pairs {
            let isName =
                !pair.name.isEmpty
                && !pair.name.unicodeScalars.contains { $0.properties.generalCategory == .control }
            guard isName else { throw .badName(pair.name) }
            guard pair.name.utf8.count <= longest, pair.value.utf8.count <= longest else {
                throw .tooLong(name: pair.name, most: longest)
            }
        }
    }
}
