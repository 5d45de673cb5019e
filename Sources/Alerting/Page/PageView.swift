import Model

/// What a browser is to show; all of it is at `/`, told apart by the query.
package enum PageView: Sendable, Hashable {
    /// What burns now, of the alert of that name or of all; and how the sources are.
    case now(alert: String?)
    /// The alert of that fingerprint, as it was written.
    case alert(String)
    /// The rules.
    case rules
    /// The silences, after one of that id was made or changed.
    case silences(changed: String?)
    /// The form for a silence of the alert of that fingerprint, or of anything.
    case newSilence(of: String?)
    /// What was not delivered.
    case deliveries
    /// What happened.
    case history(HistoryQuestion)
    /// What is none of these: what is wrong with it.
    case unknown(String)

    /// The view that a query asks for; a parameter that is not known is passed over, as trackers add them to links.
    package init(query: [(name: String, value: String)]) {
        func value(_ name: String) -> String? {
            query.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
        }
        switch value("view") {
        case nil:
            if let alert = value("alert") {
                self = .alert(alert)
            } else {
                self = .now(alert: value("name"))
            }
        case "rules": self = .rules
        case "silences": self = .silences(changed: value("changed"))
        case "silence": self = .newSilence(of: value("alert"))
        case "deliveries": self = .deliveries
        case "history":
            do {
                self = .history(try HistoryQuestion(query: query.filter { $0.name != "view" }))
            } catch {
                self = .unknown(error.message)
            }
        case let other?: self = .unknown("there is no view `\(other)`")
        }
    }
}

/// What a form asks for.
package enum PageSubmission: Sendable, Hashable {
    /// To show what a silence would cover.
    case preview(SilenceForm)
    /// To make a silence.
    case make(SilenceForm)
    /// To let a silence last longer.
    case extend(id: String, by: String)
    /// To end a silence.
    case expire(id: String)
    /// What no form of ours asks for.
    case unknown
    /// Something whose form is no proof any more: it is from before the program started, or from somebody else.
    indirect case unproven(PageSubmission)

    /// What the fields of a form ask for.
    package init(fields: [(name: String, value: String)]) {
        func value(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }
        switch value("action") {
        case "preview": self = .preview(SilenceForm(value))
        case "make": self = .make(SilenceForm(value))
        case "extend": self = .extend(id: value("id"), by: value("duration"))
        case "expire": self = .expire(id: value("id"))
        default: self = .unknown
        }
    }
}
