/// What people and programs may ask of a running engine, whoever carries the question.
///
/// The HTTP server is written against it, so that it can be tested without a daemon.
package protocol Operations:
    SilenceOperations, AlertOperations, DeliveryOperations, OutsideOperations, IncidentOperations, HistoryOperations,
    PageOperations
{
    /// Why the engine does not do its work: it is starting or stopping, or the store cannot be written; nil while it
    /// does.
    func reasonNotReady() async -> String?

    /// Reads the configuration anew: all of it or nothing.
    func reload() async -> ReloadResult

    /// The metrics in Prometheus' text format 0.0.4.
    func metrics() async -> String

    /// Why alerts fire, or do not, and who was told.
    func explain(_ question: ExplanationQuestion) async -> ExplanationResult

    /// Where the sources stand, as JSON.
    func sources() async -> String
}

/// How a reload ended.
package enum ReloadResult: Sendable, Hashable {
    /// The new configuration is in force.
    case done
    /// The files have mistakes, the old configuration goes on: the diagnostics as `callwatch check` prints them.
    case mistakes(text: String, json: String)
    /// The new configuration could not be written down, the old one goes on.
    case failed(String)
}
