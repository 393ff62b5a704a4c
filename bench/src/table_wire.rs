//! The SDK's way to the embedded table: through the in-process connector beside a socket of loopback, the same engine behind both.

use crate::report::{Report, Row};
use crate::{Result, machine};
use aws_credential_types::Credentials;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, Put, ScalarAttributeType, TransactWriteItem,
};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::shared::IntoShared as _;
use share_cloud_aws::clients::Connection;
use share_cloud_local::table::EmbeddedTable;
use std::path::Path;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

const TABLE: &str = "bench";

/// Clients that ask at once.
const CLIENTS: usize = 16;
/// Gets of each client in a round.
const GETS: usize = 400;
/// Transactions of each client in a round.
const TRANSACTIONS: usize = 40;
/// Items in a transaction.
const ITEMS: usize = 4;
/// Items to be got.
const STORED: usize = 64;

/// Measures both ways in turn.
///
/// # Errors
/// When an engine cannot be opened or refuses something.
pub async fn measure(folder: &Path, rounds: usize) -> Result<Report> {
    let table = EmbeddedTable::open(&folder.join("in-process.sqlite"))?;
    let in_process = connect("http://in-process.invalid".to_owned(), table.into_shared()).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let database = dynoxide::Database::new(&folder.join("socket.sqlite").to_string_lossy())?;
    let server = tokio::spawn(dynoxide::server::serve_on(listener, database));
    let socket = connect(url, aws_smithy_http_client::Builder::new().build_http()).await?;
    let mut gets = Row::new("gets a second, 16 clients");
    let mut transactions = Row::new("transactions of 4 puts a second, 16 clients");
    for round in 0..rounds {
        gets.add(get_rate(&in_process).await?, get_rate(&socket).await?);
        transactions.add(transaction_rate(&in_process, round).await?, transaction_rate(&socket, round).await?);
    }
    server.abort();
    let title = "The embedded table, in process and over loopback".to_owned();
    Ok(Report { title, ours: "in process", peers: "socket", rows: vec![gets, transactions] })
}

async fn connect(endpoint: String, http: SharedHttpClient) -> Result<Client> {
    let credentials = Credentials::from_keys("bench", "bench", None);
    let client = Connection { region: "local".to_owned(), endpoint: Some(endpoint), credentials, http }.dynamodb();
    let mut create = client.create_table().table_name(TABLE).billing_mode(BillingMode::PayPerRequest);
    for (name, kind) in [("pk", KeyType::Hash), ("sk", KeyType::Range)] {
        let attribute = AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
        create = create.attribute_definitions(attribute.build()?);
        create = create.key_schema(KeySchemaElement::builder().attribute_name(name).key_type(kind).build()?);
    }
    create.send().await?;
    for number in 0..STORED {
        let put = client.put_item().table_name(TABLE).item("pk", stored(number)).item("sk", text("entry"));
        put.item("name", text("a file of some name.pdf")).item("size", AttributeValue::N("123456".to_owned())).send().await?;
    }
    Ok(client)
}

fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

fn stored(number: usize) -> AttributeValue {
    text(format!("ENTRY#{number}"))
}

/// Gets a second, of all clients together.
async fn get_rate(client: &Client) -> Result<f64> {
    let mut clients = JoinSet::new();
    let begun = machine::now();
    for first in 0..CLIENTS {
        let client = client.clone();
        clients.spawn(async move {
            for number in first..first + GETS {
                let get = client.get_item().table_name(TABLE).key("pk", stored(number % STORED)).key("sk", text("entry"));
                get.consistent_read(true).send().await?.item.ok_or("an item is missing")?;
            }
            Result::Ok(())
        });
    }
    clients.join_all().await.into_iter().collect::<Result<()>>()?;
    Ok((CLIENTS * GETS) as f64 / begun.elapsed().as_secs_f64())
}

/// Transactions a second, of all clients together; each stores items that were not there.
async fn transaction_rate(client: &Client, round: usize) -> Result<f64> {
    let mut clients = JoinSet::new();
    let begun = machine::now();
    for own in 0..CLIENTS {
        let client = client.clone();
        clients.spawn(async move {
            for number in 0..TRANSACTIONS {
                let partition = format!("NEW#{round}-{own}-{number}");
                let puts: Result<Vec<_>> = (0..ITEMS).map(|item| put(&partition, item)).collect();
                client.transact_write_items().set_transact_items(Some(puts?)).send().await?;
            }
            Result::Ok(())
        });
    }
    clients.join_all().await.into_iter().collect::<Result<()>>()?;
    Ok((CLIENTS * TRANSACTIONS) as f64 / begun.elapsed().as_secs_f64())
}

fn put(partition: &str, item: usize) -> Result<TransactWriteItem> {
    let put = Put::builder().table_name(TABLE).item("pk", text(partition)).item("sk", text(item.to_string()));
    let put = put.item("name", text("a file of some name.pdf")).condition_expression("attribute_not_exists(pk)").build()?;
    Ok(TransactWriteItem::builder().put(put).build())
}
