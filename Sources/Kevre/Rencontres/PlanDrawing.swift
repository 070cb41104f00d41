import Foundation

/// The plan as a drawing (SVG 1.1) that stands on its own: its colours and type are within, no page is needed.
public struct PlanDrawing: Sendable {
    /// A zone's colours: line and text, ground. Each pair at least 4.5:1.
    static let tones: [(line: String, ground: String)] = [
        ("#0f5c63", "#d5e6e6"), ("#2a5a9c", "#dde6f1"), ("#a1540b", "#f3e5d5"), ("#3f6f24", "#e2ecd9"),
        ("#7a4483", "#ece2ee"), ("#a6322a", "#f6e0dd"), ("#4d5866", "#e6e8ec"), ("#76610a", "#f2ecd2"),
    ]

    let plan: Plan

    public init(_ plan: Plan) { self.plan = plan }

    /// « Plan des stands, Rencontres 2026 : 100 emplacements, dont 60 attribués ».
    public var summary: String {
        let taken = plan.pitches.count { $0.occupant != nil }
        return "\(FrenchText.count(plan.pitches.count, "emplacement")), dont \(FrenchText.count(taken, "attribué"))"
    }

    /// The whole file.
    public var file: String {
        let size = plan.edition.planSize
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size.width) \(size.height)" width="\(size.width / 5)" \
            height="\(size.height / 5)" role="img" aria-labelledby="titre resume" font-family="Inter, Helvetica, Arial, sans-serif">
            <title id="titre">\(Self.escaped("Plan des stands — \(plan.edition.name) \(plan.edition.year)"))</title>
            <desc id="resume">\(Self.escaped("\(summary). \(plan.edition.place)"))</desc>
            <rect width="\(size.width)" height="\(size.height)" fill="#fff"/>
            <rect x="15" y="15" width="\(size.width - 30)" height="\(size.height - 30)" rx="30" fill="none" stroke="#b8b3a7" stroke-width="20"/>

            """
        for feature in plan.features { text += Self.drawn(feature) }
        for zone in plan.zones {
            let pitches = plan.pitches(of: zone)
            guard let left = pitches.map(\.x).min(), let top = pitches.map(\.y).min() else { continue }
            let tone = Self.tones[zone.colour % Self.tones.count]
            text += """
                <text x="\(left)" y="\(top - 48)" font-size="80" font-weight="700" fill="\(tone.line)">\
                \(Self.escaped(zone.name))</text>

                """
            for pitch in pitches { text += Self.drawn(pitch, tone) }
        }
        return text + "</svg>\n"
    }

    private static func drawn(_ pitch: Pitch, _ tone: (line: String, ground: String)) -> String {
        let isFree = pitch.occupant == nil
        let dash = isFree ? " stroke-dasharray=\"24 18\"" : ""
        let name = pitch.occupant?.name ?? "libre"
        return """
            <g><title>\(escaped("\(pitch.number)\u{a0}: \(name)"))</title><rect x="\(pitch.x)" y="\(pitch.y)" \
            width="\(pitch.width)" height="\(pitch.depth)" rx="18" fill="\(isFree ? "#fff" : tone.ground)" \
            stroke="\(tone.line)" stroke-width="8"\(dash)/><text x="\(pitch.x + pitch.width / 2)" \
            y="\(pitch.y + pitch.depth / 2 + 25)" font-size="70" font-weight="600" text-anchor="middle" \
            fill="\(tone.line)">\(pitch.number)</text></g>

            """
    }

    private static func drawn(_ feature: PlanFeature) -> String {
        let isDoor = feature.kind == .entrance || feature.kind == .exit
        let isPassage = feature.kind == .aisle || feature.kind == .wall
        let ground = isDoor ? "#3f6f24" : isPassage ? "#e3e0d8" : "#f5f3ee"
        let label = feature.label.isEmpty && !isPassage ? feature.kind.label : feature.label
        let shape = """
            <rect x="\(feature.x)" y="\(feature.y)" width="\(feature.width)" height="\(feature.height)" rx="12" \
            fill="\(ground)"\(isDoor || isPassage ? "" : " stroke=\"#b8b3a7\" stroke-width=\"6\"")/>

            """
        guard !label.isEmpty else { return shape }
        let (x, y) = feature.anchor
        return shape + """
            <text x="\(x)" y="\(y)" font-size="64" text-anchor="\(isDoor ? (feature.x < 300 ? "start" : "end") : "middle")" \
            fill="\(isDoor ? "#3f6f24" : "#5b6673")">\(escaped(label))</text>

            """
    }

    /// XML 1.0: the five that mean something, and control characters that no document may hold.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\t", "\n", "\r": result += " "
            case let control where control.value < 0x20 || control.value == 0xFFFE || control.value == 0xFFFF: continue
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension PlanFeature {
    /// Where its words stand: a door's beside it, inside the hall; others bear theirs within.
    public var anchor: (x: Int, y: Int) {
        let middle = y + height / 2 + 22
        guard kind == .entrance || kind == .exit else { return (x + width / 2, middle) }
        return (x < 300 ? x + width + 30 : x - 30, middle)
    }
}
