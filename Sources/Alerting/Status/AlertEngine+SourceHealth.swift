package import Model

extension AlertEngine {
    /// The sources that are polled and brought no good poll yet, or none for their `down_after`.
    package func sourcesWithoutGoodPolls(at now: Timestamp) -> [String] {
        sources.filter { _, source in
            guard let limit = source.profile.downAfter else { return false }
            return source.record.lastGoodAt.map { now - $0 >= limit } ?? true
        }.map(\.key).sorted()
    }
}
