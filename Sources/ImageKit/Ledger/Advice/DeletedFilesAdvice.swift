/// Files that a later layer deleted, be they of no package or of one that is still there.
struct DeletedFilesAdvice: AdviceRule {
    let kind = "deleted-files"
    let title = "Files are made in one layer and deleted in another"
    let change =
        "Delete them in the RUN that makes them, or make them in a stage of their own and COPY --from what stays"
    let certainty = Advice.Certainty.exact

    func blame(_ file: AdviceFile) -> Int? {
        if case .deleted = file.line.fate { file.line.layer } else { nil }
    }
}
