import Foundation
import Kevre

/// How sessions look wherever a programme is shown: to agents, to the public, on paper.
enum ProgrammeFace {
    /// The sessions under the hours at which they begin, day after day.
    static func slots(_ sessions: [ProgrammeSession], isOneDay: Bool, card: (ProgrammeSession) -> HTML) -> HTML {
        let days = Dictionary(grouping: sessions, by: \.day)
        var page = HTML()
        for day in days.keys.sorted() {
            if !isOneDay { page += "<h2 class=\"programme__day\">\(day.longWithWeekday)</h2>" }
            let hours = Dictionary(grouping: days[day] ?? [], by: \.startsAt)
            for hour in hours.keys.sorted() {
                let cards = (hours[hour] ?? []).map(card)
                let clock = ProgrammeSession.clock(hour)
                let heading: HTML =
                    isOneDay ? "<h2 class=\"slot__hour\">\(clock)</h2>" : "<h3 class=\"slot__hour\">\(clock)</h3>"
                page += """
                    <section class="slot">\(heading)\
                    <div class="slot__cards">\(cards)</div></section>
                    """
            }
        }
        return "<div class=\"programme\">\(page)</div>"
    }

    static func tag(_ kind: ProgrammeSession.Kind) -> HTML {
        let tone: Tone =
            switch kind {
            case .plenary: .accent
            case .roundTable: .progress
            case .workshop: .attention
            }
        return KevreWeb.tag(kind.label, tone)
    }

    /// « de 10 h à 11 h 30 · Salle du Trieux ».
    static func whereAndWhen(_ session: ProgrammeSession) -> String {
        [session.hours, session.roomName].compactMap { $0 }.joined(separator: " · ")
    }

    /// Names of who speaks, and of who moderates.
    static func people(_ session: ProgrammeSession) -> HTML {
        let speakers = session.speakers.filter { !$0.moderates }.map { speaker -> HTML in
            speaker.title.isEmpty
                ? "<li>\(speaker.name)</li>" : "<li>\(speaker.name), <span class=\"soft\">\(speaker.title)</span></li>"
        }
        let list: HTML = speakers.isEmpty ? "" : "<ul class=\"plain session__people\">\(speakers)</ul>"
        let moderator: HTML = session.moderator.map { "<p class=\"small soft\">Animation\u{a0}: \($0.text)</p>" } ?? ""
        return list + moderator
    }

    /// How many places are taken, drawn and said.
    static func fill(_ session: ProgrammeSession) -> HTML {
        guard session.isRegistered else { return "<p class=\"small soft\">Entrée libre</p>" }
        let waiting = session.waiting == 0 ? "" : " · \(session.waiting) en attente"
        let words = "\(session.confirmed) sur \(FrenchText.count(session.capacity, "place"))\(waiting)"
        return """
            <div class="session__fill">\(progress(session.confirmed, of: session.capacity, label: "Places prises"))\
            <p class="small\(trusted: session.waiting > 0 ? " text-attention" : " soft")">\(words)</p></div>
            """
    }

    /// What the public is told of the places.
    static func availability(_ session: ProgrammeSession) -> HTML {
        if !session.isRegistered { return state("Entrée libre", .neutral) }
        if session.isFull {
            return state(
                session.waiting == 0
                    ? "Complet\u{a0}: liste d’attente"
                    : "Complet\u{a0}: \(FrenchText.count(session.waiting, "personne attend", "personnes attendent"))",
                .attention)
        }
        return state(
            session.left <= 5 ? "Plus que \(FrenchText.count(session.left, "place"))" : "Places disponibles",
            session.left <= 5 ? .attention : .done)
    }

    static func bookingState(_ booking: Booking) -> HTML {
        state(
            booking.stateText, booking.state == .confirmed ? .done : booking.state == .waiting ? .attention : .neutral)
    }
}
