package import Model

/// Something that happens to the engine from outside.
package enum Event: Sendable {
    /// A source was polled.
    case poll(Poll)
    /// A moment that ``AlertEngine/nextDeadline`` named has come.
    case tick
    /// Attempts at deliveries have ended.
    case attempted([DeliveryAttempt])
    /// Somebody wants rows of the outbox attempted at once, as they are stored now.
    case retryDeliveries([Delivery])
    /// Somebody gives rows of the outbox up, as they are stored now.
    case dropDeliveries([Delivery])
    /// The configuration was read anew.
    case reconfigured(AlertConfiguration)
    /// Somebody asks for a silence, or for a change of one.
    case silence(SilenceDraft)
    /// Somebody ends the silence of that id.
    case expireSilence(String)
    /// A client of Alertmanager's interface posts alerts.
    case posted([PostedAlert])
    /// A client of PagerDuty's interface sends an event.
    case paged(PagerEvent)
    /// Somebody wants to know whether anything can be written.
    case pulse
    /// The heartbeat of that name has come.
    case heartbeat(String)
    /// Somebody does something with an incident.
    case act(IncidentAct)
}

/// What an event made of the engine.
package struct Outcome: Sendable {
    /// What must be written, in one transaction, before anything of it is shown or sent.
    package var effects: [Effect] = []
    /// The alerts' transitions, in the order in which they are reported.
    package var transitions: [AlertTransition] = []
    /// The notifications that were put into the outbox, one a receiver's integrations at a time.
    package var notifications: [GroupNotification] = []
    /// The notifications that tell of incidents, likewise; each has its ``GroupNotification/page``.
    package var pages: [GroupNotification] = []
    /// What became of the silence that was asked for or ended; nil for every other event.
    package var silence: Result<Silence, SilenceRefusal>?
    /// What became of the incident with which something was done; nil for every other event.
    package var incident: Result<IncidentRecord, IncidentRefusal>?
    /// The alerts that began to flap or calmed down.
    package var flapping: [FlappingTurn] = []

    /// Why alerts or events that were posted are not taken, in their order.
    package var postMistakes: [PostMistake] = []

    /// Nothing happened.
    package init() {}
}
