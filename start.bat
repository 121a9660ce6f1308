@echo off
rem Dubbelklik hierop om de cursus te starten (Windows).
chcp 65001 >nul
cd /d "%~dp0"
if not exist course_utils\__main__.py goto uitpakken
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if not errorlevel 1 (
    py -3 -m course_utils start %*
    goto einde
)
python -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if not errorlevel 1 (
    python -m course_utils start %*
    goto einde
)
echo Ik vind geen Python 3.11 of nieuwer. Installeer Python van https://www.python.org/downloads/
echo en dubbelklik daarna opnieuw op start.bat.
call :wacht
exit /b 1
:uitpakken
echo Pak eerst het hele ZIP-bestand uit: rechtsklik erop en kies "Alles uitpakken".
echo Dubbelklik daarna op start.bat in de uitgepakte map.
call :wacht
exit /b 1
:einde
set code=%errorlevel%
if not "%code%"=="0" call :wacht
exit /b %code%
:wacht
rem pause zelf spreekt de taal van Windows.
echo Druk op een toets om dit venster te sluiten.
pause >nul
goto :eof
