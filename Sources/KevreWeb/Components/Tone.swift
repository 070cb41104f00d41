/// The five meanings a colour may carry. Colour never stands alone: a word always says the same.
public enum Tone: String, Sendable, CaseIterable {
    /// Nothing to say: not concerned, closed, draft.
    case neutral
    /// The product's own colour: proposed, selected.
    case accent
    /// Under way.
    case progress
    /// Somebody must look at it.
    case attention
    /// Refused, late, forbidden.
    case danger
    /// Finished well.
    case done
}

/// A state: a word with a coloured dot.
public func state(_ word: String, _ tone: Tone) -> HTML {
    "<span class=\"state state--\(trusted: tone.rawValue)\">\(word)</span>"
}

/// A small label (theme, kind, role).
public func tag(_ word: String, _ tone: Tone = .neutral) -> HTML {
    "<span class=\"tag tag--\(trusted: tone.rawValue)\">\(word)</span>"
}

/// A number beside a name. With `.attention` it is a filled badge.
public func count(_ figure: String, _ tone: Tone = .neutral) -> HTML {
    tone == .attention
        ? "<span class=\"count count--attention\">\(figure)</span>" : "<span class=\"count\">\(figure)</span>"
}

/// A reference that a click copies (`SUB-2026-00042`, a SIRET); `copying` when it is shown with spaces.
public func reference(_ shown: String, copying: String? = nil) -> HTML {
    "<span class=\"ref\" data-copy=\"\(copying ?? shown)\">\(shown)</span>"
}

/// A message that says what was done, what is missing, or what went wrong.
///
/// - Parameters:
///   - title: the first words, in the tone's colour; nil for a plain sentence.
///   - action: a link or a form (*Annuler*) at the end.
///   - dismissable: with the script, a *Masquer* button.
public func notice(
    _ text: HTML, title: String? = nil, _ tone: Tone = .accent, action: HTML? = nil, dismissable: Bool = false
) -> HTML {
    let role = tone == .danger ? "alert" : "status"
    let heading: HTML = title.map { "<p><b>\($0)</b></p>" } ?? ""
    return """
        <div class="notice notice--\(trusted: tone.rawValue)" role="\(trusted: role)"\
        \(flag: "data-dismissable", dismissable)><div>\(heading)<p>\(text)</p></div>\(action)</div>
        """
}

/// A legal or local rule that applies here: the sentence, the figures it was measured on, the text it comes from.
public func obligation(_ sentence: String, figures: String?, source: String, _ tone: Tone) -> HTML {
    let reason = [figures, source].compactMap { $0 }.joined(separator: " ")
    return """
        <li class="obligation obligation--\(trusted: tone.rawValue)"><p>\(sentence)</p><p>\(reason)</p></li>
        """
}

/// The list that holds obligations; nothing when there are none.
public func obligations(_ items: [HTML]) -> HTML {
    items.isEmpty ? "" : "<ul class=\"obligations\">\(items)</ul>"
}
