/// The counters of one access code at one instant, as the interface names them.
package struct CallCounters: Sendable, Equatable {
    /// Callers in the menus.
    package var ivrCallCount: Int
    /// Callers who talk to an agent.
    package var agentCallCount: Int
    /// Callers in the queue.
    package var queueCallCount: Int
    /// Whole seconds waited so far by the one in the queue who has waited longest; 0 exactly when nobody waits.
    ///
    /// Somebody who joined less than a second ago counts as 1, or this would read as an empty queue.
    package var longestWaitTime: Int

    /// Callers on the line: menus, agents and queue together.
    package var allCallCount: Int { ivrCallCount + agentCallCount + queueCallCount }
}
