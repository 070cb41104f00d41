import Kevre

/// The plan drawn within a page: every pitch is a link that says its number and who stands there, so that it works
/// by keyboard and reads aloud; colours follow the theme.
struct PlanFace {
    let plan: Plan
    /// Where a pitch leads.
    let address: (Pitch) -> String
    /// The pitch looked at.
    var selected: Int?
    /// Whether only numbers and names are told (the public page).
    var isPublic = false

    var html: HTML {
        let size = plan.edition.planSize
        var drawing: HTML = """
            <rect class="plan__wall" x="15" y="15" width="\(size.width - 30)" height="\(size.height - 30)" rx="30"/>
            """
        for feature in plan.features { drawing += Self.drawn(feature) }
        for zone in plan.zones {
            let pitches = plan.pitches(of: zone)
            guard let left = pitches.map(\.x).min(), let top = pitches.map(\.y).min() else { continue }
            var group: HTML = "<text class=\"plan__zone\" x=\"\(left)\" y=\"\(top - 48)\">\(zone.name)</text>"
            for pitch in pitches { group += drawn(pitch) }
            drawing += "<g class=\"plan__tone plan__tone--\(zone.colour % 8)\">\(group)</g>"
        }
        // A group, not an image: an image would hide its links from who listens.
        return """
            <div class="plan"><svg viewBox="0 0 \(size.width) \(size.height)" role="group" \
            aria-label="Plan des stands\u{a0}: \(PlanDrawing(plan).summary)">\(drawing)</svg></div>
            """
    }

    private func drawn(_ pitch: Pitch) -> HTML {
        let name = pitch.occupant?.name ?? "libre"
        let needs: HTML = isPublic ? "" : pitch.occupant.map { ", \($0.needs)" } ?? ""
        let isSelected = pitch.number == selected
        let kind =
            isSelected ? "plan__pitch is-selected" : pitch.occupant == nil ? "plan__pitch is-free" : "plan__pitch"
        let alert: HTML =
            isPublic || pitch.warnings.isEmpty
            ? ""
            : "<circle class=\"plan__alert\" cx=\"\(pitch.x + pitch.width - 22)\" cy=\"\(pitch.y + 22)\" r=\"22\"/>"
        return """
            <a class="\(trusted: kind)" href="\(address(pitch))" aria-label="\(pitch.number)\u{a0}: \(name)\(needs)"\
            \(attribute: "aria-current", isSelected ? "true" : nil)><title>\(pitch.number)\u{a0}: \(name)</title>\
            <rect x="\(pitch.x)" y="\(pitch.y)" width="\(pitch.width)" height="\(pitch.depth)" rx="18"/>\
            <text x="\(pitch.x + pitch.width / 2)" y="\(pitch.y + pitch.depth / 2 + 25)">\(pitch.number)</text>\(alert)</a>
            """
    }

    private static func drawn(_ feature: PlanFeature) -> HTML {
        let isDoor = feature.kind == .entrance || feature.kind == .exit
        let isPassage = feature.kind == .aisle || feature.kind == .wall
        let kind = isDoor ? "plan__door" : isPassage ? "plan__passage" : "plan__place"
        let label = feature.label.isEmpty && !isPassage ? feature.kind.label : feature.label
        let (x, y) = feature.anchor
        let side = isDoor ? (feature.x < 300 ? "start" : "end") : "middle"
        let words: HTML =
            label.isEmpty
            ? "" : "<text class=\"plan__label\" x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(trusted: side)\">\(label)</text>"
        return """
            <rect class="\(trusted: kind)" x="\(feature.x)" y="\(feature.y)" width="\(feature.width)" \
            height="\(feature.height)" rx="12"/>\(words)
            """
    }
}
