/// Money as a drawing needs it: its size in cents and its text, ready to read.
public struct Figure: Sendable {
    /// Whole cents.
    public var cents: Int
    /// As people read it (`59 700 €`).
    public var text: String

    /// A figure.
    public init(cents: Int, _ text: String) {
        self.cents = cents
        self.text = text
    }
}

/// An envelope: what is left, what is decided, what is in discussion; the excess in the danger colour.
///
/// The bar is an SVG of attributes only, so that no inline style is needed. The script follows the amounts typed in
/// `input[data-line][data-envelope=id]` of the page, those of lines already decided (`data-decided`) left aside.
/// - Parameters:
///   - id: the envelope's key.
///   - discussion: what a session has in discussion, and what it would leave; nil outside a session.
///   - note: a sentence under the gauge (« Les propositions à venir dépassent de 7 000 € »).
public func gauge(
    id: String, left: Figure, total: Figure, decided: Figure, discussion: (amount: Figure, left: Figure)? = nil,
    alert: String? = nil
) -> HTML {
    let discussed = discussion?.amount.cents ?? 0
    let used = decided.cents + discussed
    let scale = Double(max(total.cents, used, 1))
    func span(_ cents: Int) -> String { String(Int((Double(max(cents, 0)) / scale * 1000).rounded())) }
    let within = max(0, min(discussed, total.cents - decided.cents))
    let over = max(0, used - max(total.cents, decided.cents))
    let legend: HTML =
        discussion.map {
            """
            <li class="key-session">en discussion <span data-gauge-session>\($0.amount.text)</span></li>\
            <li class="gauge__after">resteraient <span data-gauge-after>\($0.left.text)</span></li>
            """
        } ?? ""
    return """
        <div class="gauge\(trusted: used > total.cents ? " is-over" : "")" data-gauge="\(id)" data-total="\(total.cents)" \
        data-decided="\(decided.cents)"><p class="gauge__figure"><b data-gauge-left>\(left.text)</b> restent sur \
        \(total.text)</p><svg class="gauge__bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" \
        focusable="false"><rect class="fill-decided" x="0" y="0" height="10" width="\(span(decided.cents))"/>\
        <rect class="fill-session" x="\(span(decided.cents))" y="0" height="10" width="\(span(within))"/>\
        <rect class="fill-over" x="\(span(decided.cents + within))" y="0" height="10" width="\(span(over))"/></svg>\
        <ul class="gauge__legend"><li class="key-decided">décidé \(decided.text)</li>\(legend)</ul>\
        <p class="text-attention small" data-gauge-alert role="status">\(alert)</p></div>
        """
}

/// One year of the chart.
public struct YearBar: Sendable {
    /// Under the bar.
    public var label: String
    /// Height and text above.
    public var figure: Figure
    /// Drawn as an outline: asked, not decided.
    public var isOpen: Bool

    /// A year.
    public init(_ label: String, _ figure: Figure, isOpen: Bool = false) {
        self.label = label
        self.figure = figure
        self.isOpen = isOpen
    }
}

/// What was granted each year. Read out as one sentence; the last decided year is darker, an undecided one an outline.
public func yearBars(_ years: [YearBar], caption: String) -> HTML {
    let width = 264
    let step = width / max(years.count, 1)
    let bar = min(step - 12, 44)
    let highest = Double(max(years.map(\.figure.cents).max() ?? 0, 1))
    let latest = years.lastIndex { !$0.isOpen }
    var drawing = HTML()
    for (index, year) in years.enumerated() {
        let height = max(Int((Double(max(year.figure.cents, 0)) / highest * 46).rounded()), 1)
        let left = index * step + (step - bar) / 2
        let middle = left + bar / 2
        let kind = year.isOpen ? "is-open" : index == latest ? "is-latest" : nil
        drawing += """
            <text x="\(middle)" y="\(58 - height)">\(year.figure.text)</text>\
            <rect\(attribute: "class", kind) x="\(left)" y="\(62 - height)" width="\(bar)" height="\(height)"/>\
            <text x="\(middle)" y="76">\(year.label)</text>
            """
    }
    let sentence = years.map { "\($0.label)\u{A0}: \($0.figure.text)" }.joined(separator: ", ")
    return """
        <figure><svg class="bars" viewBox="0 0 \(width) 82" role="img" aria-label="\(sentence)">\(drawing)\
        <line x1="0" x2="\(width)" y1="62.5" y2="62.5"/></svg>\
        <figcaption class="small soft">\(caption)</figcaption></figure>
        """
}
