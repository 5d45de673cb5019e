import Alerting
import Logging
import Model
import Reports

/// What the forms of the page ask for.
extension DaemonOperations {
    /// The form for a silence, with what it would cover if nothing of it is changed.
    nonisolated func newSilence(of text: String?, _ view: EngineView, _ page: StatusPage) -> PageAnswer {
        guard page.visitor.maySilence else { return Self.notAllowed(page) }
        let labels = text.flatMap(Fingerprint.init(parsing:)).flatMap(view.engine.labels)
        let form = SilenceForm(silencing: labels ?? [:], author: page.visitor.name ?? "")
        if text != nil, labels == nil {
            let mistake = SilenceForm.Mistake(
                field: "matchers",
                message: "This alert is over. Say what is to be quiet if it comes again."
            )
            return .page(.found, page.silenceForm(form, .refused(mistake)))
        }
        guard labels != nil else { return .page(.found, page.silenceForm(form, .fresh)) }
        return preview(form, view, page)
    }

    nonisolated func submit(_ submission: PageSubmission, by visitor: PageVisitor) async -> PageAnswer {
        let view = await engine.view
        let page = StatusPage(statusView(view), for: visitor)
        guard visitor.maySilence else { return Self.notAllowed(page) }
        switch submission {
        case .preview(let form): return preview(form.by(visitor), view, page)
        case .make(let form): return await make(form.by(visitor), view, page)
        case .extend(let id, let by): return await extend(id, by: by, view, page)
        case .expire(let id): return finish(await expireSilence(id), page)
        case .unproven(.preview(let form)), .unproven(.make(let form)):
            let mistake = SilenceForm.Mistake(
                field: "",
                message: "This form was from before the program was started anew, and nothing was done. Send it again."
            )
            return .page(.refused, page.silenceForm(form, .refused(mistake)))
        case .unproven:
            let reason = "The page was from before the program was started anew. Open the silences again."
            return .page(.refused, page.apology("Nothing was done", reason))
        case .unknown: return .page(.refused, page.apology("Nothing was done", "No form of this page asks for that."))
        }
    }

    private nonisolated func preview(_ form: SilenceForm, _ view: EngineView, _ page: StatusPage) -> PageAnswer {
        do {
            switch view.engine.preview(try form.draft(at: view.now, isPreview: true), at: view.now) {
            case .success(let preview): return .page(.found, page.silenceForm(form, .covers(preview)))
            case .failure(let refusal):
                return .page(.refused, page.silenceForm(form, .refused(SilenceForm.Mistake(refusal))))
            }
        } catch {
            return .page(.refused, page.silenceForm(form, .refused(error)))
        }
    }

    private nonisolated func make(_ form: SilenceForm, _ view: EngineView, _ page: StatusPage) async -> PageAnswer {
        let draft: SilenceDraft
        do {
            draft = try form.draft(at: view.now, isPreview: false)
        } catch {
            return .page(.refused, page.silenceForm(form, .refused(error)))
        }
        let result = await silence(draft)
        guard case .refused(let refusal) = result else { return finish(result, page) }
        return .page(.refused, page.silenceForm(form, .refused(SilenceForm.Mistake(refusal))))
    }

    private nonisolated func extend(
        _ id: String,
        by text: String,
        _ view: EngineView,
        _ page: StatusPage
    ) async -> PageAnswer {
        guard let earlier = view.engine.silence(id) else { return finish(.refused(.unknownSilence(id)), page) }
        let span: TimeSpan
        do {
            span = try SilenceForm.span(text)
        } catch {
            return .page(.refused, page.apology("Nothing was done", error.message))
        }
        // One that has ended begins anew: the engine makes a new one of it.
        return finish(await silence(SilenceDraft(extending: earlier, by: span, at: view.now)), page)
    }

    private nonisolated func finish(_ result: SilenceResult, _ page: StatusPage) -> PageAnswer {
        switch result {
        case .done(let silence): .done(location: "./?view=silences&changed=\(silence.id)")
        case .refused(let refusal): .page(.refused, page.apology("Nothing was done", refusal.text))
        case .failed(let reason): .page(.failed, page.apology("Nothing was done", reason))
        }
    }

    private static func notAllowed(_ page: StatusPage) -> PageAnswer {
        .page(.refused, page.apology("You may look, not silence", "To silence takes the role operator or admin."))
    }
}

extension SilenceForm {
    /// The form with the author that was proven, whatever was written.
    fileprivate func by(_ visitor: PageVisitor) -> SilenceForm {
        var form = self
        form.author = visitor.name ?? author
        return form
    }
}

extension SilenceForm.Mistake {
    /// What the engine says of what a form asked for.
    fileprivate init(_ refusal: SilenceRefusal) {
        let field =
            switch refusal {
            case .tooFewMatchers: "matchers"
            case .endsBeforeItStarts, .endsInThePast, .tooLong: "duration"
            case .unknownInterval, .tooMany, .unknownSilence: ""
            }
        self.init(field: field, message: refusal.text)
    }
}
