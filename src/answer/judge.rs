//! What a search is judged by: the model and the thresholds in force. They change while the program runs, when the
//! confidence was fitted to the knowledge base (`hamyar kb calibrate`).

use std::sync::{Arc, PoisonError, RwLock};

use hamyar_knowledge::{Model, Thresholds};
use serde::{Deserialize, Serialize};

/// A model that was fitted to a knowledge base, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Calibration {
    /// The model that was shipped when it was fitted: only beside that one does it mean what it meant.
    pub general: Model,
    /// The model that was fitted.
    pub model: Model,
}

/// Why a kept calibration is not used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It cannot be read: another version of the program wrote it.
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// The shipped model has changed.
    #[error("it was fitted beside another model than the one that is shipped now")]
    Outdated,
}

/// The model and the thresholds in force. Clones share them.
#[derive(Clone, Debug)]
pub struct Judge {
    force: Arc<RwLock<Force>>,
    answer: Option<f64>,
    suggest: Option<f64>,
}

#[derive(Debug)]
struct Force {
    model: Arc<Model>,
    /// What is kept of the calibration, so that it is read once.
    kept: Option<String>,
}

impl Default for Judge {
    fn default() -> Self {
        Self::new(None, None)
    }
}

impl Judge {
    /// The shipped model; a threshold that is given wins over the model's.
    #[must_use]
    pub fn new(answer: Option<f64>, suggest: Option<f64>) -> Self {
        let force = Force { model: Arc::new(Model::general().clone()), kept: None };
        let judge = Self { force: Arc::new(RwLock::new(force)), answer, suggest };
        judge.enforce(Model::general().clone(), None);
        judge
    }

    /// The model in force, with the thresholds in force.
    #[must_use]
    pub fn model(&self) -> Arc<Model> {
        Arc::clone(&self.force.read().unwrap_or_else(PoisonError::into_inner).model)
    }

    /// Uses what is kept: the fitted model, or the shipped one where nothing is kept or it is unusable.
    ///
    /// # Errors
    ///
    /// [`Unusable`], once for what is kept.
    pub fn follow(&self, kept: Option<String>) -> Result<(), Unusable> {
        if self.force.read().unwrap_or_else(PoisonError::into_inner).kept == kept {
            return Ok(());
        }
        match kept.as_deref().map(read).transpose() {
            Ok(fitted) => {
                self.enforce(fitted.unwrap_or_else(|| Model::general().clone()), kept);
                Ok(())
            }
            Err(error) => {
                self.enforce(Model::general().clone(), kept);
                Err(error)
            }
        }
    }

    fn enforce(&self, mut model: Model, kept: Option<String>) {
        let answer = self.answer.unwrap_or(model.thresholds.answer);
        let suggest = self.suggest.unwrap_or(model.thresholds.suggest).min(answer);
        model.thresholds = Thresholds { answer, suggest };
        *self.force.write().unwrap_or_else(PoisonError::into_inner) = Force { model: Arc::new(model), kept };
    }
}

fn read(kept: &str) -> Result<Model, Unusable> {
    let Calibration { general, model } = serde_json::from_str(kept)?;
    if general == *Model::general() { Ok(model) } else { Err(Unusable::Outdated) }
}
