import Model

/// An inhibition: the alert that inhibits, and by which rule.
struct Inhibition: Sendable, Hashable, Codable {
    /// The alert of the source side.
    var source: Fingerprint
    /// The place of the rule in `inhibit_rules`.
    var rule: Int
}

/// Who inhibits whom, kept up to date with each alert that begins or ends to fire.
///
/// The alerts of a rule's source side stand under their values of its `equal` labels. What an alert costs grows
/// neither with the number of alerts nor, where rules want exact values, with that of rules; what does not change
/// costs nothing.
struct InhibitionIndex: Sendable {
    /// The alerts of a rule's source side that agree in its `equal` labels, each list in order.
    private struct Sources: Sendable {
        /// Those that are of the source side alone.
        var oneSided: [Fingerprint] = []
        /// Those that are of the target side as well.
        var twoSided: [Fingerprint] = []

        var isEmpty: Bool { oneSided.isEmpty && twoSided.isEmpty }

        subscript(isTwoSided isTwoSided: Bool) -> [Fingerprint] {
            get { isTwoSided ? twoSided : oneSided }
            _modify {
                if isTwoSided { yield &twoSided } else { yield &oneSided }
            }
        }
    }

    /// Where an alert stands as a source.
    private struct Place: Sendable {
        let rule: Int
        let values: [String]
        let isTwoSided: Bool
    }

    /// The rules, in the order of the file.
    let rules: [InhibitRule]
    private var rulesBySource = MatcherIndex<Int>()
    private var rulesByTarget = MatcherIndex<Int>()
    /// For each rule the alerts of its source side, by their values of its `equal` labels.
    private var sources: [[[String]: Sources]]
    private var places: [Fingerprint: [Place]] = [:]

    /// The index of `rules` while no alert fires.
    init(_ rules: [InhibitRule] = []) {
        self.rules = rules
        sources = rules.map { _ in [:] }
        for (index, rule) in rules.enumerated() {
            rulesBySource.insert(index, rule.sourceMatchers)
            rulesByTarget.insert(index, rule.targetMatchers)
        }
    }

    /// Whether nothing inhibits anything.
    var isIdle: Bool { places.isEmpty }

    /// The rules of whose source side an alert with `labels` may be.
    func rulesToTry(asSource labels: Labels) -> [Int] { rulesBySource.candidates(for: labels) }

    /// The rules of whose target side an alert with `labels` may be, and of whose source side some alert fires.
    func rulesToTry(asTarget labels: Labels) -> [Int] {
        isIdle ? [] : rulesByTarget.candidates(for: labels).filter { !sources[$0].isEmpty }
    }

    /// Takes note that an alert fires with those labels, or with nil that it does not.
    mutating func set(_ labels: Labels?, of fingerprint: Fingerprint) {
        for place in places.removeValue(forKey: fingerprint) ?? [] {
            sources[place.rule][place.values]?[isTwoSided: place.isTwoSided].remove(fingerprint)
            if sources[place.rule][place.values]?.isEmpty == true { sources[place.rule][place.values] = nil }
        }
        guard let labels else { return }
        for index in rulesToTry(asSource: labels) where rules[index].sourceMatchers.matches(labels) {
            let place = Place(
                rule: index,
                values: rules[index].values(of: labels),
                isTwoSided: rules[index].targetMatchers.matches(labels)
            )
            sources[index][place.values, default: Sources()][isTwoSided: place.isTwoSided].insert(fingerprint)
            places[fingerprint, default: []].append(place)
        }
    }

    /// What inhibits an alert with `labels`, by each rule that does: of several sources the first by fingerprint.
    func inhibitions(of labels: Labels) -> [Inhibition] {
        rulesToTry(asTarget: labels).sorted().compactMap { index in
            let rule = rules[index]
            guard rule.targetMatchers.matches(labels), let sources = sources[index][rule.values(of: labels)] else {
                return nil
            }
            let isTwoSided = rule.sourceMatchers.matches(labels)
            let others = isTwoSided ? nil : sources.twoSided.first
            return [sources.oneSided.first, others].compactMap { $0 }.min { $0.value < $1.value }
                .map { Inhibition(source: $0, rule: index) }
        }
    }
}

extension [Fingerprint] {
    /// The place of a fingerprint in order, or where it belongs.
    private func place(of fingerprint: Fingerprint) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle].value < fingerprint.value { low = middle + 1 } else { high = middle }
        }
        return low
    }

    fileprivate mutating func insert(_ fingerprint: Fingerprint) {
        let place = place(of: fingerprint)
        if place == endIndex || self[place] != fingerprint { insert(fingerprint, at: place) }
    }

    fileprivate mutating func remove(_ fingerprint: Fingerprint) {
        let place = place(of: fingerprint)
        if place < endIndex, self[place] == fingerprint { remove(at: place) }
    }
}
