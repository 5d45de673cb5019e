import Model

/// The access codes of a VDN, as the contact centre lists them for `inno_ids: all`.
struct AccessCodeList {
    /// How long a list is good.
    static let lifetime = TimeSpan.hours(1)

    /// The codes, ascending and each once.
    let codes: [Int64]
    /// What the contact centre calls them; codes without a description have no name.
    let names: [Int64: String]
    private let loaded: Timestamp

    /// The list that an answer delivers; of a code that it holds twice the last description counts.
    init(_ entries: [(id: Int64, name: String)], loaded: Timestamp) {
        codes = Set(entries.map(\.id)).sorted()
        names = Dictionary(entries.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 }).filter { !$0.value.isEmpty }
        self.loaded = loaded
    }

    /// Whether the list need not be asked for at `time`; a clock that was put back makes it stale.
    func isFresh(at time: Timestamp) -> Bool {
        let age = time - loaded
        return age >= .zero && age < Self.lifetime
    }
}
