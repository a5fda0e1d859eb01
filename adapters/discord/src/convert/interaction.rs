//! Interactions: slash commands, commands of a message's menu, and presses of buttons.

use hamyar_channel::{Author, Event, Inbound, Quoted, Where};
use serenity::model::permissions::Permissions;

use super::{Ourselves, message, person};
use crate::object::{COMMAND, COMPONENT, Interaction, InteractionData, time};

/// An interaction as an event. Its id stands for the message that a command is not.
pub(super) fn event(interaction: Interaction, place: Where, me: &Ourselves) -> Inbound {
    let (id, at) = (interaction.id, time(interaction.id));
    let mut author = author(&interaction);
    let data = interaction.data;
    let (key, event) = match (interaction.kind, data) {
        (COMMAND, Some(data)) => {
            let known = data.name.as_ref().and_then(|name| me.commands.get(name));
            author.language = known.and_then(|command| command.language).map(str::to_owned).or(author.language);
            let arguments = data.options.iter().find_map(|option| option.value.as_ref()?.as_str());
            let event = match known {
                Some(command) => Event::Command {
                    // What the team commands is nobody's to read but who did: it becomes no message.
                    message: (!command.of_team).then(|| id.to_string()),
                    name: command.name.to_owned(),
                    arguments: arguments.unwrap_or_default().trim().to_owned(),
                    quoted: quoted(&data, me).map(Box::new),
                },
                None => Event::Unknown { kind: "command".to_owned() },
            };
            (format!("i:{id}"), event)
        }
        (COMPONENT, Some(data)) => {
            let message = interaction.message.map(|message| message.id.to_string());
            (format!("c:{id}"), Event::Button { action: data.custom_id.unwrap_or_default(), message })
        }
        _ => (format!("i:{id}"), Event::Unknown { kind: "interaction".to_owned() }),
    };
    Inbound { key, at, place, author, event }
}

/// The message in whose menu the command was chosen.
fn quoted(data: &InteractionData, me: &Ourselves) -> Option<Quoted> {
    let id = data.target_id?;
    message::pointed_at(id, data.resolved.messages.get(&id)?, me.id)
}

fn author(interaction: &Interaction) -> Author {
    let member = interaction.member.as_ref();
    let user = member.and_then(|member| member.user.as_ref()).or(interaction.user.as_ref());
    let rights = member.and_then(|member| member.permissions).unwrap_or_default();
    let author = user.map(|user| person(user, member)).unwrap_or_default();
    Author {
        language: interaction.locale.clone(),
        admin: rights.intersects(Permissions::MANAGE_GUILD | Permissions::ADMINISTRATOR),
        ..author
    }
}
