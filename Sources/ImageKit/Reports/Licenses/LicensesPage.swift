import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The licenses of an image's packages, as a page.
struct LicensesPage {
    private let report: LicensesReport

    init(_ report: LicensesReport) { self.report = report }

    func text() throws -> String {
        let analysis = report.analysis
        let packages = analysis.inventory.packages
        let unknown = packages.count { $0.license?.expression == nil }
        return try SizeLimit.fitting(SizeLimit.page, rows: 5000) { limit in
            try Page(
                kind: "Which licenses are in this image", names: [Words.name(analysis)],
                verdict: Plural.text(report.groups.groups.count { $0.license != nil }, "license"),
                sentence: "\(report.totals).",
                notes: analysis.isVerified ? [] : [(Words.notVerified, "bad")],
                summaryColumns: ["", "packages"],
                summary: [
                    ("all", [Page.Cell(String(packages.count))]),
                    ("no recognized license", [Page.Cell(String(unknown))]),
                ], tables: [licenses, self.packages].map { $0.limited(to: limit) }
            ).text()
        }
    }

    private var licenses: Page.Table {
        Page.Table(
            id: "licenses", title: "By license",
            note: "A package is counted under each license it names, so sizes overlap.", searches: "licenses",
            columns: [("license", false), ("packages", true), ("size", true), ("guessed", true)],
            rows: report.groups.groups.map { group in
                [
                    Page.Cell(group.license ?? "(not recognized)"),
                    Page.Cell(String(group.packages.count), number: Int64(group.packages.count)), .size(group.size),
                    Page.Cell(String(group.heuristicCount), number: Int64(group.heuristicCount)),
                ]
            })
    }

    private var packages: Page.Table {
        Page.Table(
            id: "packages", title: "By package", searches: "packages",
            columns: [
                ("package", false), ("version", false), ("kind", false), ("layer", true), ("license", false),
                ("how it is known", false), ("size", true),
            ], filters: ["kind", "layer", "how it is known"],
            rows: report.analysis.inventory.packages.map { package in
                let license = package.license
                let known =
                    license?.expression == nil ? "not known" : license?.isHeuristic == true ? "guessed" : "stated"
                return [
                    Page.Cell(package.name), Page.Cell(package.version), Page.Cell(package.kind.rawValue),
                    Page.Cell(String(package.layer), number: Int64(package.layer)),
                    Page.Cell(license?.expression?.description ?? license?.statements.joined(separator: "; ") ?? ""),
                    Page.Cell(known), .size(package.size),
                ]
            })
    }
}
