import CLibXLSXWriter

/// A native chart of a sheet's data.
public struct SheetChart: Sendable {
    /// Its shape.
    public enum Kind: Sendable {
        /// Upright columns, lying bars, stacked columns, a line, a pie.
        case column, bar, stackedColumn, line, pie
    }

    /// Its shape.
    public var kind: Kind
    /// The text above it.
    public var title: String
    /// The column (from 0) that names the points.
    public var categories: Int
    /// The columns (from 0) that are drawn, one series each, named by its header.
    public var values: [Int]
    /// Its size in pixels.
    public var width = 720, height = 400

    /// A chart as given.
    public init(_ kind: Kind, title: String, categories: Int, values: [Int]) {
        self.kind = kind
        self.title = title
        self.categories = categories
        self.values = values
    }
}

extension SheetWriter {
    /// Draws this sheet's data rows (of its first part), all or the first `limit`, on this sheet or another of the
    /// same workbook, its corner at a cell (from 0). Call it once the data is written. Without data nothing is drawn.
    public func insert(
        _ chart: SheetChart, row: Int = 0, column: Int, on target: SheetWriter? = nil, limit: Int? = nil
    ) throws {
        guard let part = parts.first, !part.isEmpty else { return }
        guard let native = workbook_add_chart(workbook.workbook, chart.kind.native) else {
            throw SpreadsheetError.cannotWrite(path: workbook.path, reason: "workbook_add_chart")
        }
        let last = limit.map { min(part.last, part.first + UInt32(max($0, 1)) - 1) } ?? part.last
        let categories = "=" + Self.range(chart.categories, part.first, last, on: part.name)
        for (order, value) in chart.values.enumerated() {
            let values = "=" + Self.range(value, part.first, last, on: part.name)
            guard let series = chart_add_series(native, categories, values) else {
                throw SpreadsheetError.cannotWrite(path: workbook.path, reason: "chart_add_series")
            }
            chart_series_set_name(series, columns[value].title)
            if chart.kind != .pie { Self.paint(series, order, line: chart.kind == .line) }
        }
        chart_title_set_name(native, chart.title)
        if chart.values.count == 1, chart.kind != .pie {
            chart_legend_set_position(native, UInt8(LXW_CHART_LEGEND_NONE.rawValue))
        }
        if chart.kind == .bar, let axis = native.pointee.y_axis { chart_axis_set_reverse(axis) }
        var options = lxw_chart_options()
        options.x_scale = Double(chart.width) / 480
        options.y_scale = Double(chart.height) / 288
        let sheet = (target ?? self).sheet
        try workbook.check(
            worksheet_insert_chart_opt(sheet, UInt32(row), UInt16(column), native, &options))
    }

    private static func paint(_ series: UnsafeMutablePointer<lxw_chart_series>, _ order: Int, line: Bool) {
        let palette: [lxw_color_t] = [0x0F5C63, 0xA8620B, 0x3F6F24, 0x5B6673, 0xA6322A]
        let color = palette[order % palette.count]
        if line {
            var stroke = lxw_chart_line()
            stroke.color = color
            stroke.width = 2.25
            chart_series_set_line(series, &stroke)
        } else {
            var fill = lxw_chart_fill()
            fill.color = color
            chart_series_set_fill(series, &fill)
        }
    }
}

extension SheetChart.Kind {
    fileprivate var native: UInt8 {
        let type =
            switch self {
            case .column: LXW_CHART_COLUMN
            case .bar: LXW_CHART_BAR
            case .stackedColumn: LXW_CHART_COLUMN_STACKED
            case .line: LXW_CHART_LINE
            case .pie: LXW_CHART_PIE
            }
        return UInt8(type.rawValue)
    }
}
