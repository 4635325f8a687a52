//! A real browser without a window: Chromium, driven through ChromeDriver.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use thirtyfour::{By, ChromiumLikeCapabilities, DesiredCapabilities, Key, WebDriver, WebElement};

use crate::local_cloud::Error;

/// What Chromium is called, by those who package it.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// A machine that is compiling starts things slowly.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// What the screen is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// For file names.
    pub name: &'static str,
    /// In CSS pixels.
    pub width: u32,
    /// In CSS pixels.
    pub height: u32,
    /// Whether it is a phone's: touched, and scaled as the page asks.
    pub is_phone: bool,
}

/// A usual phone.
pub const PHONE: Screen = Screen {
    name: "phone",
    width: 390,
    height: 844,
    is_phone: true,
};

/// The narrowest phone that pages and letters are made for.
pub const NARROW: Screen = Screen {
    name: "narrow",
    width: 320,
    height: 568,
    is_phone: true,
};

/// A usual desk.
pub const DESKTOP: Screen = Screen {
    name: "desktop",
    width: 1280,
    height: 900,
    is_phone: false,
};

/// The browser; it ends with its owner.
#[derive(Debug)]
pub struct Browser {
    driver: WebDriver,
    process: Child,
}

impl Browser {
    /// Starts ChromeDriver on a free port, and the browser through it.
    ///
    /// # Errors
    /// If one of the two is missing (`make browser` installs them) or does not start.
    pub async fn start() -> Result<Self, Error> {
        let chromium = BROWSERS.iter().find_map(|name| installed(name));
        let chromium = chromium.ok_or("no Chromium is installed; `make browser` installs it")?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let process = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("chromedriver: {error}; `make browser` installs it"))?;
        let mut guard = Guard(Some(process));
        let url = format!("http://127.0.0.1:{port}");
        let began = Instant::now();
        while ureq::get(format!("{url}/status")).call().is_err() {
            if began.elapsed() > READY_WITHIN {
                return Err("chromedriver does not answer".into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let mut wanted = DesiredCapabilities::chrome();
        wanted.set_binary(&chromium.to_string_lossy())?;
        for argument in [
            "--headless=new",
            // Containers have neither the privileges of the sandbox nor shared memory to speak of.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--hide-scrollbars",
            // What it would fetch for itself is nobody's concern here, and fails slowly without a network.
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ] {
            wanted.add_arg(argument)?;
        }
        let driver = WebDriver::new(url, wanted).await?;
        let process = guard.0.take().ok_or("the driver is gone")?;
        Ok(Self { driver, process })
    }

    /// Takes on a screen, in light or dark colours.
    ///
    /// # Errors
    /// If the browser refuses.
    pub async fn screen(&self, screen: Screen, is_dark: bool) -> Result<(), Error> {
        let metrics = json!({
            "width": screen.width, "height": screen.height, "deviceScaleFactor": 1, "mobile": screen.is_phone,
        });
        let cdp = self.driver.cdp();
        cdp.send_raw("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        let scheme = if is_dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        cdp.send_raw("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Opens a page.
    ///
    /// # Errors
    /// If it does not load.
    pub async fn open(&self, url: &str) -> Result<(), Error> {
        // Moving to another `#` of the same page loads nothing; a reader who follows a link loads it.
        self.driver.goto("about:blank").await?;
        Ok(self.driver.goto(url).await?)
    }

    /// Presses what leads to another page (which may be at the same place), and waits for that page.
    ///
    /// # Errors
    /// If there is nothing to press, or no other page comes.
    pub async fn press_and_follow(&self, selector: &str) -> Result<(), Error> {
        self.mark().await?;
        self.find(selector).await?.click().await?;
        self.until_another_page().await
    }

    /// Types into a field, ends with Enter, and waits for the page that comes.
    ///
    /// # Errors
    /// If there is no such field, or no other page comes.
    pub async fn enter_and_follow(&self, selector: &str, text: &str) -> Result<(), Error> {
        self.mark().await?;
        self.find(selector).await?.send_keys(text + Key::Enter).await?;
        self.until_another_page().await
    }

    /// Loads the page once more, and says at which place it is.
    ///
    /// # Errors
    /// If it does not load.
    pub async fn reload(&self) -> Result<String, Error> {
        self.mark().await?;
        self.ask("location.reload()").await?;
        self.until_another_page().await?;
        Ok(self.driver.current_url().await?.to_string())
    }

    /// Another page does not carry the mark.
    async fn mark(&self) -> Result<(), Error> {
        self.ask("window.isLeft = true").await.map(|_| ())
    }

    /// A driver says that a press is done before the server has answered.
    async fn until_another_page(&self) -> Result<(), Error> {
        let began = Instant::now();
        loop {
            // Between two pages there is none that a script could run in.
            let has_come = self
                .ask("return !window.isLeft && document.readyState === 'complete'")
                .await;
            match has_come {
                Ok(serde_json::Value::Bool(true)) => return Ok(()),
                other if began.elapsed() > READY_WITHIN => {
                    return Err(format!("no other page came: {other:?}").into());
                }
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    /// The first element that a CSS selector finds.
    ///
    /// # Errors
    /// If there is none.
    pub async fn find(&self, selector: &str) -> Result<WebElement, Error> {
        Ok(self.driver.find(By::Css(selector)).await?)
    }

    /// How many elements a CSS selector finds.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn count(&self, selector: &str) -> Result<usize, Error> {
        Ok(self.driver.find_all(By::Css(selector)).await?.len())
    }

    /// What a reader sees of the page.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn text(&self) -> Result<String, Error> {
        Ok(self.find("body").await?.text().await?)
    }

    /// What a script says that is run in the page, as a driver may (a page's own rules don't bind it).
    ///
    /// # Errors
    /// If the script fails.
    pub async fn ask(&self, script: &str) -> Result<serde_json::Value, Error> {
        Ok(self.driver.execute(script, Vec::new()).await?.json().clone())
    }

    /// Puts a day into a date field, whose keys differ from place to place.
    ///
    /// # Errors
    /// If there is no such field.
    pub async fn pick_day(&self, selector: &str, day: &str) -> Result<(), Error> {
        let script = format!("document.querySelector('{selector}').value = '{day}'");
        self.ask(&script).await.map(|_| ())
    }

    /// The whole page as a picture, however long it is.
    ///
    /// # Errors
    /// If the browser refuses, or the file can't be written.
    pub async fn screenshot(&self, screen: Screen, is_dark: bool, to: &Path) -> Result<(), Error> {
        self.screen(screen, is_dark).await?;
        let height = self.ask("return document.documentElement.scrollHeight").await?;
        let height = u32::try_from(height.as_u64().unwrap_or_default())?.clamp(screen.height, 8_000);
        self.screen(Screen { height, ..screen }, is_dark).await?;
        Ok(self.driver.screenshot(to).await?)
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// If it does not end in peace; it ends all the same.
    pub async fn close(self) -> Result<(), Error> {
        let Self { driver, process } = self;
        let _guard = Guard(Some(process));
        Ok(driver.quit().await?)
    }
}

/// Ends the driver, whatever happened.
struct Guard(Option<Child>);

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(mut process) = self.0.take() {
            // It may have ended by itself.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn installed(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}
