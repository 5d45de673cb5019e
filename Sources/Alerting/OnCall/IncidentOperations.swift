import Model

/// What people and programs may ask of a running engine about incidents.
package protocol IncidentOperations: Sendable {
    /// The incidents that are open and those that were over not long ago, or those of one state; newest first.
    func incidents(_ state: IncidentState?) async -> IncidentAnswer

    /// The incident of a number, with all that became of it.
    func incident(_ number: Int64) async -> IncidentAnswer

    /// Does something with an incident.
    func act(_ act: IncidentAct) async -> IncidentAnswer

    /// Looks at what a link is about whose signature is right, or does what it says.
    func follow(_ link: IncidentLink, acts: Bool) async -> IncidentLinkAnswer

    /// Takes note that a link was refused, as its signature is wrong.
    func noteForgedLink() async
}

/// Where an incident stands; the raw value is the word in the API.
package enum IncidentState: String, Sendable, Hashable, CaseIterable {
    /// Nobody has answered.
    case triggered
    /// Somebody has.
    case acknowledged
    /// It is over.
    case resolved
}

extension Incident {
    /// Where it stands, in a word.
    package var stateWord: IncidentState {
        switch state {
        case .triggered: .triggered
        case .acknowledged: .acknowledged
        case .resolved: .resolved
        }
    }
}

/// What is said to who asks about incidents.
package enum IncidentAnswer: Sendable, Hashable {
    /// The incidents, as `callwatch ack` prints them in both forms.
    case found(text: String, json: String)
    /// There is no such incident.
    case unknown(String)
    /// The incident is where nothing can be done with it, and why.
    case refused(String)
    /// The store could not be written.
    case failed(String)
}

/// What is said to who follows a link.
package enum IncidentLinkAnswer: Sendable, Hashable {
    /// One incident of a link.
    package struct Line: Sendable, Hashable {
        /// The incident's name.
        package let id: String
        /// Where it stands; nil for one that was over long ago.
        package let state: IncidentState?
        /// What is wrong.
        package let summary: String

        /// An incident of a link.
        package init(id: String, state: IncidentState?, summary: String) {
            self.id = id
            self.state = state
            self.summary = summary
        }
    }

    /// The incidents as they are, after what the link says was done.
    case found([Line])
    /// The link has ended.
    case expired
    /// The store could not be written.
    case failed(String)
}
