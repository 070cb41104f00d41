import HTTPTypes
import Hummingbird
import Kevre

/// The page of a step of a file, and the step itself.
enum StepPages {
    @Sendable static func show(_ visit: Visit) async throws -> Response {
        let step = try step(of: visit)
        let (agent, reference) = (visit.agent, try ApplicationPages.reference(of: visit))
        let (file, form) = try await visit.read { tx in
            let file = try Application.find(reference: reference, by: agent, in: tx)
            return (file, try step.form(file, in: tx))
        }
        return try page(visit, step, file, form, step.start(file, today: visit.today))
    }

    /// Takes a step that asks something, or one that asks nothing; a refusal is shown beside what was typed.
    @Sendable static func run(_ visit: Visit) async throws -> Response {
        let (agent, input, version, today) = (visit.agent, visit.form, visit.version, visit.today)
        let reference = try ApplicationPages.reference(of: visit)
        guard let step = FileStep(rawValue: visit.parameters["step"] ?? "") else { return try await runPlain(visit) }
        do {
            let file = try await visit.write { tx in
                let file = try Application.find(reference: reference, by: agent, in: tx)
                try step.run(file, input, version: version, on: today, by: agent, in: tx)
                return file
            }
            return visit.redirect(to: "/dossiers/\(file.slug)", notice: step.done)
        } catch let refusal as FormRefusal {
            return try await again(visit, step, refusal.problems)
        } catch let refusal as ApplicationRefusal {
            return try await again(
                visit, step, [FieldProblem(field: refusal.field ?? "", label: step.title, message: refusal.message)])
        }
    }

    private static func again(_ visit: Visit, _ step: FileStep, _ problems: [FieldProblem]) async throws -> Response {
        let (agent, reference) = (visit.agent, try ApplicationPages.reference(of: visit))
        let (file, form) = try await visit.read { tx in
            let file = try Application.find(reference: reference, by: agent, in: tx)
            return (file, try step.form(file, in: tx))
        }
        return try page(visit, step, file, form, visit.form, problems)
    }

    private static func runPlain(_ visit: Visit) async throws -> Response {
        let (agent, version, reference) = (visit.agent, visit.version, try ApplicationPages.reference(of: visit))
        guard let event = visit.parameters["step"].flatMap(ApplicationEvent.init) else {
            throw NotFound("Cette étape n’existe pas.")
        }
        let file = try await visit.write { tx in
            let file = try Application.find(reference: reference, by: agent, in: tx)
            switch event {
            case .answer: try Application.answer(file.id, version: version, by: agent, in: tx)
            case .declareComplete: try Application.declareComplete(file.id, version: version, by: agent, in: tx)
            case .take: try Application.take(file.id, version: version, by: agent, in: tx)
            default: throw NotFound("Cette étape se fait ailleurs.")
            }
            return file
        }
        return visit.redirect(to: "/dossiers/\(file.slug)", notice: "\(event.past).")
    }

    private static func step(of visit: Visit) throws -> FileStep {
        guard let step = FileStep(rawValue: visit.parameters["step"] ?? "") else {
            throw NotFound("Cette étape n’existe pas.")
        }
        return step
    }

    private static func page(
        _ visit: Visit, _ step: FileStep, _ file: Application, _ form: Form, _ input: FormInput,
        _ problems: [FieldProblem] = []
    ) throws -> Response {
        let address = "/dossiers/\(file.slug)"
        let page = FormPage(
            "\(address)/etape/\(step.rawValue)", csrf: visit.csrf,
            version: problems.isEmpty ? file.version : visit.version ?? file.version, submit: step.title,
            cancel: Link("Annuler", address))
        let asked = facts([("Demandé", "\(file.requested?.short)"), ("État", "\(file.state.label)")])
        return try visit.page(
            title: step.title, active: .applications, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(breadcrumb([Link("Dossiers", "/dossiers"), Link(file.name, address), Link(step.title, "")]))\
            \(pageHeader(step.title, of: file.title))\(errorSummary(problems))\
            \(notice("\(step.lede)", step.isGrave ? .danger : .accent))\(asked)\
            \(page.html(formFields(form, input, problems: problems)))
            """)
    }
}
