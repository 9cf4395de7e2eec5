import ImagePackages
import ImageReading

/// A bound that a comparison or an image has to keep, for use in CI.
public struct SizeGate: Sendable, Hashable {
    /// What is bounded.
    public enum Rule: Sendable, Hashable {
        /// The image may be at most this large.
        case maximumSize(Measure, Int64)
        /// It may have grown by at most so many bytes against the first image.
        case maximumGrowth(Measure, Bound)
        /// It may have at most this many packages.
        case maximumPackages(Int)
        /// It must be smaller than the first image by at least this much.
        case minimumSaving(Measure, Bound)
        /// At most this much may be in its layers without being live.
        case maximumWaste(Bound)
        /// At least this share of its layers must be there for the first and only time, in per cent; see ``Efficiency``.
        case minimumEfficiency(Double)
    }

    /// Bytes, or a share of the first image's size.
    public enum Bound: Sendable, Hashable {
        /// A number of bytes.
        case bytes(Int64)
        /// Per cent.
        case percent(Double)

        /// Reads `20MB`, `20MiB`, `1500000` or `5%`; nil for anything else or what is negative.
        public init?(_ text: String) {
            let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let number = Double(digits), number.isFinite else { return nil }
            let unit = text.dropFirst(digits.count).trimmingPrefix { $0 == " " }
            if unit == "%" {
                self = .percent(number)
                return
            }
            let factors: [String: Double] = [
                "": 1, "b": 1, "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9, "tb": 1e12,
                "kib": 1024, "mib": 1_048_576, "gib": 1_073_741_824, "tib": 1_099_511_627_776,
            ]
            guard let factor = factors[unit.lowercased()], factor > 1 || number.rounded() == number,
                let bytes = Int64(exactly: (number * factor).rounded())
            else {
                return nil
            }
            self = .bytes(bytes)
        }

        func bytes(of size: Int64) -> Int64 {
            switch self {
            case .bytes(let bytes): bytes
            case .percent(let percent):
                Int64(clamping: Int(exactly: (Double(size) * percent / 100).rounded(.down)) ?? .max)
            }
        }
    }

    /// What is bounded.
    public let rule: Rule

    /// Makes a gate.
    public init(_ rule: Rule) { self.rule = rule }

    /// What is wrong; nil where the comparison passes.
    public func failure(_ comparison: ImageComparison) -> String? {
        failure(before: comparison.totalBefore, after: comparison.totalAfter, analysis: comparison.after)
    }

    /// What is wrong; nil where the image passes.
    ///
    /// Growth and savings need a comparison and pass here.
    public func failure(_ analysis: ImageAnalysis) -> String? {
        let total = analysis.ledger?.total ?? .zero
        return failure(before: nil, after: total, analysis: analysis)
    }

    private func failure(before: Amounts?, after: Amounts, analysis: ImageAnalysis) -> String? {
        switch rule {
        case .maximumSize(let measure, let limit):
            let size = measure.of(after)
            guard size > limit else { return nil }
            let isClose = SizeGate.lookAlike(size, limit)
            let note = measure == .download ? analysis.uncompressedLayers().map { " (\($0) in the archive)" } : nil
            return "\(measure.rawValue) size is \(SizeGate.bytes(size, isClose))\(note ?? ""), "
                + "limit \(SizeGate.bytes(limit, isClose))"
        case .maximumGrowth(let measure, let bound):
            guard let before else { return nil }
            let growth = measure.of(after) - measure.of(before)
            let limit = bound.bytes(of: measure.of(before))
            guard growth > limit else { return nil }
            let isClose = SizeGate.lookAlike(growth, limit)
            return "\(measure.rawValue) size grew by \(SizeGate.text(growth, of: measure.of(before), isClose)), "
                + "limit \(SizeGate.text(limit, bound, isClose))"
        case .maximumPackages(let limit):
            let count = analysis.inventory.packageCount
            if count > limit { return "\(Plural.text(count, "package")), limit \(limit)" }
            guard !analysis.inventory.hasSystemPackages, let unread = analysis.unlistedPackages.first else {
                return nil
            }
            return "the number of packages is not known: \(unread.message)"
        case .minimumSaving(let measure, let bound):
            guard let before else { return nil }
            let saving = measure.of(before) - measure.of(after)
            let limit = bound.bytes(of: measure.of(before))
            guard saving < limit else { return nil }
            let words = saving < 0 ? "grew by" : "shrank by"
            let isClose = SizeGate.lookAlike(saving, limit)
            return "\(measure.rawValue) size \(words) \(SizeGate.text(abs(saving), of: measure.of(before), isClose)), "
                + "at least \(SizeGate.text(limit, bound, isClose)) less is asked for"
        case .maximumWaste(let bound):
            guard let ledger = analysis.ledger else { return nil }
            let waste = Usage(ledger, by: .layer).wastedSize
            let limit = bound.bytes(of: after.diffSize)
            guard waste > limit else { return nil }
            let isClose = SizeGate.lookAlike(waste, limit)
            return "\(SizeGate.text(waste, of: after.diffSize, isClose)) of the layers is deleted or overwritten, "
                + "limit \(SizeGate.text(limit, bound, isClose))"
        case .minimumEfficiency(let percent):
            let share = Efficiency(of: analysis.tree).share
            guard share * 100 < percent else { return nil }
            let (found, asked) = (ByteCount.percent(share), ByteCount.percent(percent / 100))
            guard found == asked else { return "efficiency is \(found), at least \(asked) is asked for" }
            // As many digits as tell the two apart.
            return "efficiency is \((share * 1_000_000).rounded(.down) / 10_000) %, at least \(percent) % is asked for"
        }
    }

    /// Whether two amounts read the same in the digits that are shown.
    private static func lookAlike(_ left: Int64, _ right: Int64) -> Bool {
        ByteCount.text(left) == ByteCount.text(right)
    }

    /// Bytes as people read them, or all digits where those tell two amounts apart.
    private static func bytes(_ bytes: Int64, _ isExact: Bool) -> String {
        isExact ? "\(bytes) B" : ByteCount.text(bytes)
    }

    /// `9.12 MB (500.6 %)`.
    private static func text(_ bytes: Int64, of whole: Int64, _ isExact: Bool) -> String {
        SizeGate.bytes(bytes, isExact)
            + (whole == 0 ? "" : " (\(ByteCount.percent(Double(bytes) / Double(whole))))")
    }

    /// `91.1 kB (5 %)`, or the bytes alone where no share was asked for.
    private static func text(_ bytes: Int64, _ bound: Bound, _ isExact: Bool) -> String {
        guard case .percent(let percent) = bound else { return SizeGate.bytes(bytes, isExact) }
        return "\(SizeGate.bytes(bytes, isExact)) (\(ByteCount.percent(percent / 100)))"
    }
}
