//! A report as a person reads it.

use std::fmt;

use super::metrics::Report;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let optional = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.4}"));
        writeln!(f, "questions      {} ({} answerable)", self.questions, self.answerable)?;
        writeln!(f, "R@1            {:.4}", self.r1)?;
        writeln!(f, "R@5            {:.4}", self.r5)?;
        writeln!(f, "MRR@10         {:.4}", self.mrr)?;
        writeln!(f, "nDCG@10        {:.4}", self.ndcg)?;
        writeln!(f, "AUROC          {}", optional(self.auroc))?;
        for (kind, auroc) in &self.auroc_by_kind {
            writeln!(f, "  {kind:<20} {auroc:.4}")?;
        }
        for (name, coverage) in [("c90", self.c90), ("c95", self.c95)] {
            let threshold = optional(coverage.threshold);
            writeln!(
                f,
                "{name:<14} {:.4} (answers {:.4} of all, from {threshold})",
                coverage.resolved, coverage.answered
            )?;
        }
        writeln!(f, "AURC           {:.4}", self.aurc)?;
        let at = &self.operating;
        writeln!(f, "at the thresholds shipped:")?;
        writeln!(f, "  answered     {:.4}", at.answered)?;
        writeln!(f, "  precision    {}", optional(at.precision))?;
        writeln!(f, "  resolved     {:.4}", at.resolved)?;
        writeln!(f, "  false        {}", optional(at.false_answers))?;
        write!(f, "  hard         {}", at.hard_answered)
    }
}
