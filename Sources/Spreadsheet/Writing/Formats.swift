import CLibXLSXWriter

/// The formats of a workbook, each made once.
struct Formats {
    typealias Format = UnsafeMutablePointer<lxw_format>

    /// The cells of one kind of row: plain, section, total.
    struct Row {
        let text, longText, integer, money, percent, date, moment, year, link: Format

        func format(for kind: SheetColumn.Kind) -> Format {
            switch kind {
            case .text: text
            case .longText: longText
            case .integer: integer
            case .money: money
            case .percent: percent
            case .date: date
            case .moment: moment
            case .year: year
            case .link: link
            }
        }
    }

    let title, subtitle, header, numberHeader: Format
    let plain, section, subtotal, total: Row

    private static let accent: lxw_color_t = 0x0F5C63
    private static let ground: lxw_color_t = 0xE2EFEF
    private static let hairline: lxw_color_t = 0xBFD4D4

    init(_ workbook: UnsafeMutablePointer<lxw_workbook>) throws {
        func make(_ style: (Format) -> Void) throws -> Format {
            guard let format = workbook_add_format(workbook) else {
                throw SpreadsheetError.cannotWrite(path: "", reason: "workbook_add_format")
            }
            style(format)
            return format
        }
        func header(_ alignment: lxw_format_alignments) throws -> Format {
            try make { format in
                format_set_bold(format)
                format_set_font_color(format, Self.accent)
                format_set_bg_color(format, Self.ground)
                format_set_bottom(format, UInt8(LXW_BORDER_THIN.rawValue))
                format_set_bottom_color(format, Self.accent)
                format_set_text_wrap(format)
                format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
                format_set_align(format, UInt8(alignment.rawValue))
            }
        }
        func row(_ style: @escaping (Format) -> Void) throws -> Row {
            func cell(_ numberFormat: String?, _ more: (Format) -> Void = { _ in }) throws -> Format {
                try make { format in
                    format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
                    if let numberFormat { format_set_num_format(format, numberFormat) }
                    more(format)
                    style(format)
                }
            }
            return Row(
                text: try cell(nil),
                longText: try cell(nil) { format_set_text_wrap($0) },
                integer: try cell("#,##0"),
                money: try cell("#,##0.00\\ \"€\""),
                percent: try cell("0.00%"),
                date: try cell("dd/mm/yyyy"),
                moment: try cell("dd/mm/yyyy hh:mm"),
                year: try cell("0"),
                link: try cell(nil) { format in
                    format_set_font_color(format, Self.accent)
                    format_set_underline(format, UInt8(LXW_UNDERLINE_SINGLE.rawValue))
                })
        }
        title = try make { format in
            format_set_bold(format)
            format_set_font_size(format, 14)
        }
        subtitle = try make { _ in }
        self.header = try header(LXW_ALIGN_LEFT)
        numberHeader = try header(LXW_ALIGN_RIGHT)
        plain = try row { _ in }
        section = try row { format in
            format_set_bold(format)
            format_set_bg_color(format, 0xF5F3EE)
        }
        subtotal = try row { format in
            format_set_bold(format)
            format_set_top(format, UInt8(LXW_BORDER_HAIR.rawValue))
            format_set_top_color(format, Self.accent)
        }
        total = try row { format in
            format_set_bold(format)
            format_set_bg_color(format, Self.ground)
            format_set_top(format, UInt8(LXW_BORDER_THIN.rawValue))
            format_set_top_color(format, Self.accent)
        }
    }
}
