public import ImageLedger
import ImagePackages
import ImageReading

extension SoftwareBill {
    /// What advisories say of the packages of a bill.
    public struct Vulnerabilities: Sendable, Hashable {
        /// One vulnerability, and the packages that have it.
        public struct Row: Sendable, Hashable {
            /// What is known of it.
            public let finding: VulnerabilityFinding
            /// The positions of its packages in ``SoftwareBill/packages``.
            public let packages: [Int]
        }

        /// The vulnerabilities, the most urgent first.
        public let rows: [Row]
        /// Where the data comes from.
        public let data: [AdvisoryData]
        /// Why packages were not looked up, a sentence for each kind; empty where all were.
        public let gaps: [String]
        /// How many that came with the base image are left out; nil where none were to be.
        public let leftOutOfBase: Int?
    }

    /// The same bill with the vulnerabilities that were found in its image.
    ///
    /// - Parameters:
    ///   - found: what was found.
    ///   - analysis: the image that the bill was made of.
    public func adding(_ found: VulnerabilityFindings, of analysis: ImageAnalysis) -> SoftwareBill {
        let positions = Dictionary(
            zip(analysis.inventory.packages, packages.indices).map { ($0, $1) }, uniquingKeysWith: { first, _ in first }
        )
        var bill = self
        bill.vulnerabilities = Vulnerabilities(
            rows: found.findings.map { finding in
                Vulnerabilities.Row(finding: finding, packages: finding.packages.compactMap { positions[$0] })
            }, data: found.data,
            gaps: found.gapSummaries.map(\.sentence), leftOutOfBase: found.leftOutOfBase)
        return bill
    }
}
