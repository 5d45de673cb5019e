import YAML

/// The sections about people, as they are written.
struct WrittenOnCall {
    var people: [WrittenPerson] = []
    var schedules: [WrittenSchedule] = []
    var policies: [WrittenPolicy] = []
}

extension MappingReader {
    /// `users`, `schedules` and `escalation_policies`.
    mutating func onCall(_ files: FileReader) -> WrittenOnCall {
        WrittenOnCall(
            people: optional("users", .list(of: .person(files))) ?? [],
            schedules: optional("schedules", .list(of: .schedule(files))) ?? [],
            policies: optional("escalation_policies", .list(of: .policy)) ?? []
        )
    }
}
