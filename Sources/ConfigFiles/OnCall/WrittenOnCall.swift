import YAML

/// The sections about people, as they are written.
struct WrittenOnCall {
    var people: [WrittenPerson] = []
    var schedules: [WrittenSchedule] = []
    var policies: [WrittenPolicy] = []
}

extension MappingReader {
    /// `users`, `schedules` and `escalation_policies`.
    mutating func onCall(_ sources: ReceiverSources) -> WrittenOnCall {
        WrittenOnCall(
            people: optional("users", .list(of: .person(sources))) ?? [],
            schedules: optional("schedules", .list(of: .schedule(sources.files))) ?? [],
            policies: optional("escalation_policies", .list(of: .policy)) ?? []
        )
    }
}
